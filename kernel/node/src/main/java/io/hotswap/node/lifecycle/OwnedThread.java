package io.hotswap.node.lifecycle;

/** A thread that a scope has started; to start it again is not an error. */
final class OwnedThread extends Thread {
  private boolean started;

  OwnedThread(String name, Runnable body, ClassLoader loader) {
    super(body, name);
    setDaemon(true);
    setContextClassLoader(loader);
  }

  @Override
  public synchronized void start() {
    if (!started) {
      started = true;
      super.start();
    }
  }
}
