type News = 'signed-in' | 'signed-out';

const channel = new BroadcastChannel('session');

/** Tells the other tabs; this one knows. */
export function announce(news: News): void {
  channel.postMessage(news);
}

/** @returns how to stop listening */
export function onNews(listener: (news: News) => void): () => void {
  const hear = ({ data }: MessageEvent<News>) => listener(data);
  channel.addEventListener('message', hear);
  return () => channel.removeEventListener('message', hear);
}
