/** Created by the build. */
declare module 'worker:search' {
  /** A script for a worker: reports that it has started, searches what it is sent, and sends back what it found. */
  const script: string;
  export default script;
}
