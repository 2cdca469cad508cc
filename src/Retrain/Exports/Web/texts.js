// The page's words, in the language that the browser asks for.
const TEXTS = {
  en: {
    title: 'What is in the photo?',
    drop: 'Drop a photo here',
    choose: 'Choose a photo',
    camera: 'Camera',
    stop: 'Stop the camera',
    loading: 'Loading the model …',
    ready: 'Ready. Choose a photo, drop one, or paste it.',
    working: 'Looking at the photo …',
    private: 'The photo stays on this device: the model runs in this page.',
    knows: (count, names) => `Tells ${count} classes apart: ${names}`,
    about: (backbone, size) => `Network ${backbone}, photos of ${size}`,
    more: count => `Show all ${count}`,
    less: 'Show the best only',
    photo: label => `Your photo: ${label}`,
    noPhoto: 'This file is no photo that the browser can read. JPEG, PNG and WebP work everywhere.',
    noCamera: 'The camera cannot be used here: it was refused, is in use, or the page is not on https or localhost.',
    noModel: fault => `The model cannot be loaded: ${fault}`,
  },
  zh: {
    title: '照片里是什么？',
    drop: '把照片拖到这里',
    choose: '选择照片',
    camera: '摄像头',
    stop: '关闭摄像头',
    loading: '正在载入模型……',
    ready: '准备就绪。请选择、拖入或粘贴一张照片。',
    working: '正在识别……',
    private: '照片不会离开本设备：模型就在此页面中运行。',
    knows: (count, names) => `可区分 ${count} 个类别：${names}`,
    about: (backbone, size) => `网络 ${backbone}，照片尺寸 ${size}`,
    more: count => `显示全部 ${count} 项`,
    less: '只显示最可能的几项',
    photo: label => `您的照片：${label}`,
    noPhoto: '浏览器无法读取此文件。JPEG、PNG 和 WebP 都可以使用。',
    noCamera: '无法使用摄像头：未获许可、正被占用，或页面不在 https 或 localhost 上。',
    noModel: fault => `无法载入模型：${fault}`,
  },
};

export const language = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
export const texts = TEXTS[language];

/** Puts the words into the page. */
export function translate() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = texts.title;
  for (const element of document.querySelectorAll('[data-text]')) {
    element.textContent = texts[element.dataset.text];
  }
}
