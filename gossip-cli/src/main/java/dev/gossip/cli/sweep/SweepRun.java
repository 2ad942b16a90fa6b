package dev.gossip.cli.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.gossip.cli.simulate.CellSimulation;
import dev.gossip.cli.text.HumanFormat;
import dev.gossip.cli.text.JsonText;
import dev.gossip.cli.text.TerminalStyle;
import dev.gossip.simulation.sweep.SweepCell;
import dev.gossip.simulation.sweep.SweepShard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs cells with several threads and writes their lines. A cell that fails is reported, and the
 * others go on. When the process is asked to end, lines that are being written are finished, and
 * cells that are being run are not.
 */
final class SweepRun {
  private static final long MEBIBYTE = 1 << 20;

  private final SweepFolder folder;
  private final SweepShard shard;
  private final @Nullable String plugins;
  private final SweepProgress progress;
  // Those who write a line hold its read lock; the end of the process takes its write lock.
  private final ReadWriteLock ending = new ReentrantReadWriteLock();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger broken = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /**
   * @param plugins as for the option {@code --plugins}; null for none
   */
  SweepRun(SweepFolder folder, SweepShard shard, @Nullable String plugins, SweepProgress progress) {
    this.folder = folder;
    this.shard = shard;
    this.plugins = plugins;
    this.progress = progress;
  }

  /**
   * Runs cells until all have ended.
   *
   * @param jobs how many to run at once
   * @return how many are broken
   * @throws IOException if a line cannot be written; no more cells are started then
   */
  int run(List<SweepCell> cells, int jobs) throws IOException, InterruptedException {
    Path times = folder.createTimes(shard);
    Thread hook = new Thread(this::finishLines, "gossip-sweep-end");
    Runtime.getRuntime().addShutdownHook(hook);
    progress.start(cells.size());
    try {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < Math.min(jobs, cells.size()); i++) {
        Thread thread = new Thread(() -> work(cells, times), "gossip-sweep-" + i);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
    } finally {
      progress.clear();
      removeHook(hook);
    }
    Throwable failed = failure.get();
    if (failed instanceof IOException io) {
      throw io;
    }
    if (failed instanceof RuntimeException runtime) {
      throw runtime;
    }
    if (failed instanceof Error error) {
      throw error;
    }
    return broken.get();
  }

  private void finishLines() {
    // Never released: no line is begun from here on.
    ending.writeLock().lock();
    progress.say("stopped; the same command runs the cells that are missing");
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook runs.
    }
  }

  private void work(List<SweepCell> cells, Path times) {
    try {
      // One for each thread: a plugin need not expect that several use it.
      CellSimulation simulation = new CellSimulation(plugins);
      for (int i = next.getAndIncrement(); i < cells.size(); i = next.getAndIncrement()) {
        if (failure.get() != null) {
          return;
        }
        runCell(cells.get(i), simulation, times);
      }
    } catch (IOException | RuntimeException | Error e) {
      // Else the cells that this thread has not run would be missing silently.
      failure.compareAndSet(null, e);
    }
  }

  private void runCell(SweepCell cell, CellSimulation simulation, Path times) throws IOException {
    String name = cell.name();
    if (folder.line(name).isPresent()) {
      // Another attempt at this shard was faster.
      progress.done();
      return;
    }
    CellSimulation.Result result;
    try {
      result = simulation.run(cell.parameters(), cell.seed());
    } catch (RuntimeException | Error e) {
      broken.incrementAndGet();
      progress.say(
          "cell " + name + " is broken: " + reason(e) + "; to see it alone: " + command(cell));
      progress.broken();
      return;
    }
    ending.readLock().lock();
    try {
      folder.write(name, JsonText.of(line(cell, name, result.json())));
      Files.writeString(
          times, JsonText.of(time(name, result)) + "\n", UTF_8, StandardOpenOption.APPEND);
    } finally {
      ending.readLock().unlock();
    }
    progress.done();
  }

  private String command(SweepCell cell) {
    return cell.command(plugins == null ? List.of() : List.of("--plugins", plugins));
  }

  private static String reason(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      long mebibytes = Runtime.getRuntime().maxMemory() / MEBIBYTE;
      return HumanFormat.count(mebibytes)
          + " MiB of heap are not enough for all cells that run at once; use fewer --jobs, or more"
          + " memory, as in GOSSIP_JAVA_OPTS=-Xmx"
          + 2 * mebibytes
          + "m";
    }
    String message = thrown.getMessage();
    return TerminalStyle.sanitize(
        (message == null ? thrown.toString() : message).replaceAll("\\s*\\R\\s*", " "));
  }

  private static JsonObject line(SweepCell cell, String name, JsonObject results) {
    JsonObject line = new JsonObject();
    line.addProperty("cell", name);
    line.addProperty("version", cell.version());
    JsonObject parameters = new JsonObject();
    cell.parameters().forEach(parameters::addProperty);
    line.add("parameters", parameters);
    for (Map.Entry<String, JsonElement> entry : results.entrySet()) {
      line.add(entry.getKey(), entry.getValue());
    }
    return line;
  }

  private static JsonObject time(String name, CellSimulation.Result result) {
    JsonObject time = new JsonObject();
    time.addProperty("cell", name);
    time.addProperty("wallMillis", result.wallMillis());
    time.addProperty("framesPerSecond", result.framesPerSecond());
    return time;
  }
}
