// The page: a photo that is chosen, dropped or pasted, or the camera; labels with their scores.
import { loadClassifier, pixelsOf, readPhoto } from './classifier.js';
import { language, texts, translate } from './texts.js';

const BEST = 5;
const $ = id => document.getElementById(id);
const percent = new Intl.NumberFormat(language, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });

let classifier;
let stream;
let showsAll = false;
let shown = [];

translate();
try {
  classifier = await loadClassifier();
  start();
} catch (e) {
  say(texts.noModel(e.message), true);
  throw e;
}

function start() {
  const { labels, backbone, preprocessing } = classifier.record;
  const names = labels.slice(0, 8).join(language === 'zh' ? '、' : ', ') + (labels.length > 8 ? ' …' : '');
  $('classes').textContent = texts.knows(labels.length, names);
  $('about').textContent = texts.about(backbone, `${preprocessing.width} × ${preprocessing.height}`);
  $('file').disabled = false;
  $('camera-button').disabled = false;
  say(texts.ready);

  $('file').addEventListener('change', e => take(e.target.files[0]));
  $('camera-button').addEventListener('click', () => (stream ? stopCamera() : startCamera()));
  $('all').addEventListener('click', () => {
    showsAll = !showsAll;
    show(shown);
  });
  addEventListener('paste', e => take(e.clipboardData.files[0]));
  addEventListener('dragover', e => {
    e.preventDefault();
    document.body.classList.add('over');
  });
  addEventListener('dragleave', e => e.relatedTarget ?? document.body.classList.remove('over'));
  addEventListener('drop', e => {
    e.preventDefault();
    document.body.classList.remove('over');
    take(e.dataTransfer.files[0]);
  });
}

async function take(file) {
  if (!file) {
    return;
  }
  stopCamera();
  say(texts.working);
  show([]);
  try {
    const photo = await readPhoto(file, classifier.record);
    URL.revokeObjectURL($('photo').src);
    $('photo').src = URL.createObjectURL(file);
    fill('photo');
    // The words appear before the work starts, which holds the page for a moment.
    await new Promise(resolve => setTimeout(resolve));
    const scores = await classifier.classify(photo);
    say('');
    show(scores);
    $('photo').alt = texts.photo(scores[0].label);
  } catch (e) {
    fill('drop');
    say(texts.noPhoto, true);
    console.warn(e);
  }
  $('file').value = '';
}

async function startCamera() {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  } catch (e) {
    say(texts.noCamera, true);
    console.warn(e);
    return;
  }
  const video = $('camera');
  video.srcObject = stream;
  await video.play();
  fill('camera');
  say('');
  $('camera-button').firstElementChild.textContent = texts.stop;
  // Ten answers a second are nothing to read aloud.
  $('answer').setAttribute('aria-live', 'off');
  while (stream) {
    show(await classifier.classify(pixelsOf(video, video.videoWidth, video.videoHeight)));
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

function stopCamera() {
  stream?.getTracks().forEach(t => t.stop());
  stream = undefined;
  $('answer').setAttribute('aria-live', 'polite');
  $('camera-button').firstElementChild.textContent = texts.camera;
}

function fill(id) {
  for (const other of ['drop', 'photo', 'camera']) {
    $(other).hidden = other !== id;
  }
  $('stage').classList.toggle('filled', id !== 'drop');
}

function say(text, isError = false) {
  $('status').textContent = text;
  $('status').classList.toggle('error', isError);
}

function show(scores) {
  shown = scores;
  $('scores').replaceChildren(...(showsAll ? scores : scores.slice(0, BEST)).map(({ label, score }) => {
    const item = document.createElement('li');
    item.dataset.score = score;
    const name = Object.assign(document.createElement('span'), { className: 'label', textContent: label });
    const share = Object.assign(document.createElement('span'), { className: 'percent', textContent: percent.format(score) });
    const bar = Object.assign(document.createElement('progress'), { max: 1, value: score });
    bar.setAttribute('aria-hidden', 'true');
    item.append(name, share, bar);
    return item;
  }));
  $('all').hidden = scores.length <= BEST;
  $('all').textContent = showsAll ? texts.less : texts.more(scores.length);
}
