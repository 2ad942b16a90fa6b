package dev.gossip.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Ends the process when a thread runs out of memory and does not handle it. A process that lost a
 * thread would otherwise stay alive without working, and no supervisor would restart it.
 */
final class OutOfMemoryExit implements Thread.UncaughtExceptionHandler {
  private static final int FAILED = 1;
  private static final long MEBIBYTE = 1 << 20;

  // Allocated in advance: there may be no memory when the handler runs.
  private final OutputStream err = new FileOutputStream(FileDescriptor.err);
  private final byte[] heapIsFull;
  private final byte[] noMoreThreads =
      line(
          "the system allows no more threads for this process; raise its process limit (ulimit -u,"
              + " or that of the container)");

  private OutOfMemoryExit() {
    long mebibytes = Runtime.getRuntime().maxMemory() / MEBIBYTE;
    heapIsFull =
        line(
            "out of memory: a heap of "
                + mebibytes
                + " MiB is not enough; use a larger one, as in GOSSIP_JAVA_OPTS=-Xmx"
                + 2 * mebibytes
                + "m");
  }

  /** Installs the handler for all threads of this process. */
  static void install() {
    Thread.setDefaultUncaughtExceptionHandler(new OutOfMemoryExit());
  }

  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      exit(thrown);
    }
    try {
      report(thread, thrown);
    } catch (OutOfMemoryError e) {
      exit(e);
    }
  }

  private void exit(Throwable thrown) {
    String message = thrown.getMessage();
    try {
      err.write(message != null && message.contains("thread") ? noMoreThreads : heapIsFull);
    } catch (IOException e) {
      // Stderr is closed; the exit code still reports the failure.
    } finally {
      Runtime.getRuntime().halt(FAILED);
    }
  }

  /** Prints what the JVM prints without a handler. */
  private static void report(Thread thread, Throwable thrown) {
    PrintStream out = System.err;
    synchronized (out) {
      out.print("Exception in thread \"" + thread.getName() + "\" ");
      thrown.printStackTrace(out);
    }
  }

  private static byte[] line(String text) {
    return ("gossip: " + text + System.lineSeparator()).getBytes(UTF_8);
  }
}
