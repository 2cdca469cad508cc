// MediaPipe Tasks' ImageClassifier: takes a .tflite file with its metadata as it is, as an app does, and photos as files.
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { serve, withBrowser } from './browser.mjs';

/** For each picture file: categories, best first, as MediaPipe names them. */
export async function classifyWithMediaPipe(file, pictures) {
  const server = await serve({ '/model/': dirname(file) });
  try {
    return await withBrowser(async context => {
      const page = await context.newPage();
      await page.goto(server.url + '/blank');
      await page.evaluate(async url => {
        const { FilesetResolver, ImageClassifier } = await import('/modules/@mediapipe/tasks-vision/vision_bundle.mjs');
        const files = await FilesetResolver.forVisionTasks('/modules/@mediapipe/tasks-vision/wasm');
        window.classifier = await ImageClassifier.createFromOptions(files, {
          baseOptions: { modelAssetPath: url, delegate: 'CPU' }, maxResults: -1, runningMode: 'IMAGE',
        });
      }, '/model/' + encodeURIComponent(basename(file)));
      const answers = [];
      for (const picture of pictures) {
        answers.push(await page.evaluate(async ([bytes, type]) => {
          const blob = await (await fetch(`data:${type};base64,${bytes}`)).blob();
          const bitmap = await createImageBitmap(blob);
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
          canvas.getContext('2d').drawImage(bitmap, 0, 0);
          const answer = window.classifier.classify(canvas.getContext('2d').getImageData(0, 0, bitmap.width, bitmap.height));
          return answer.classifications[0].categories.map(
            c => ({ label: c.displayName || c.categoryName, index: c.index, score: c.score }));
        }, [readFileSync(picture).toString('base64'), picture.toLowerCase().endsWith('.png') ? 'image/png' : 'image/jpeg']));
      }
      return answers;
    });
  } finally {
    await server.close();
  }
}
