package dev.gossip;

/** Waits to the end even if the thread is interrupted, and restores its interrupt status then. */
final class Uninterruptible {
  private Uninterruptible() {}

  /** A wait that can be interrupted. */
  @FunctionalInterface
  interface Wait {
    void run() throws InterruptedException;
  }

  static void run(Wait wait) {
    boolean interrupted = false;
    boolean done = false;
    while (!done) {
      try {
        wait.run();
        done = true;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
