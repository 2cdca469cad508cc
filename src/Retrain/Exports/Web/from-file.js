// Opened from the disk (file:), browsers refuse to load the model; then app.js does not run either, so this is said here.
if (location.protocol === 'file:') {
  document.getElementById('status').textContent = navigator.language.startsWith('zh')
    ? '请通过网页服务器打开此页面，例如在此文件夹运行：python3 -m http.server，然后访问 http://localhost:8000'
    : 'Open this page through a web server: run "python3 -m http.server" in this folder, for instance, and open http://localhost:8000';
}
