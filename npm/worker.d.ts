/** Made by the build. */
declare module 'worker:search' {
  /** A script for a worker: tells that it has started, searches what it is sent, and sends what it found. */
  const script: string;
  export default script;
}
