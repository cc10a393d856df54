// Runs in every page of the browser tests before the page's own scripts, and only watches: what happened when, in
// milliseconds on a clock that all pages of one machine share.
{
  const seen = { accepted: null, picture: null };
  const now = () => performance.timeOrigin + performance.now();
  globalThis.seen = seen;

  document.addEventListener('click', ({ target }) => {
    if (target.closest('#accept')) {
      seen.accepted = now();
    }
  }, true);

  document.addEventListener('DOMContentLoaded', () => {
    const video = document.getElementById('remote-video');
    const onPicture = () => {
      seen.picture ??= now();
      video.requestVideoFrameCallback(onPicture);
    };
    video?.requestVideoFrameCallback(onPicture);
  });
}
