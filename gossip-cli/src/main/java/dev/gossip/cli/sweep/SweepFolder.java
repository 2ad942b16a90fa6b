package dev.gossip.cli.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gossip.cli.report.FileNames;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.simulation.sweep.SweepCell;
import dev.gossip.simulation.sweep.SweepShard;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a sweep, which processes on several machines may use at once. Each file is written
 * under another name, then forced to the disk and renamed, so that it is there whole or not at all.
 * Two processes that run the same cell write the same line, and either may be the last.
 *
 * <p>It holds {@code cells.txt}, with the name and the command of each cell of the plan, in order;
 * {@code cells/NAME.json}, one line for each cell that is done; and {@code times/}, which says how
 * long each took.
 */
final class SweepFolder {
  private static final String LIST = "cells.txt";
  private static final String CELLS = "cells";
  private static final String TIMES = "times";
  private static final String LINE = ".json";
  private static final String UNFINISHED = ".unfinished";

  private final Path folder;

  /** A folder that may not exist yet. */
  SweepFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * A cell of the list.
   *
   * @param name see {@link SweepCell#name}
   * @param command that makes its run
   */
  record Listed(String name, String command) {
    @Override
    public String toString() {
      return name + "  " + command;
    }
  }

  /** The folder. */
  Path path() {
    return folder;
  }

  /**
   * Requires that a page does not replace a file of the sweep.
   *
   * @throws ConfigurationException if it would
   */
  void requireOther(String page) {
    Path parent = Path.of(page).toAbsolutePath().getParent();
    boolean isCell =
        parent != null
            && Stream.of(CELLS, TIMES)
                .anyMatch(
                    part ->
                        FileNames.areOfOneFile(folder.resolve(part).toString(), parent.toString()));
    if (isCell || FileNames.areOfOneFile(folder.resolve(LIST).toString(), page)) {
      throw new ConfigurationException(
          "--html: " + page + " is a file of the sweep in " + folder + "; choose another file");
    }
  }

  /**
   * Creates the folder where it does not exist, and writes the list of cells.
   *
   * @return whether there was another list before, of another plan or version
   * @throws IOException if it cannot be written
   */
  boolean list(List<Listed> cells) throws IOException {
    Files.createDirectories(folder.resolve(CELLS));
    Files.createDirectories(folder.resolve(TIMES));
    StringBuilder text = new StringBuilder();
    cells.forEach(cell -> text.append(cell).append('\n'));
    Path file = folder.resolve(LIST);
    boolean there = Files.exists(file);
    // As bytes: a damaged list may be no text.
    if (there && Arrays.equals(Files.readAllBytes(file), text.toString().getBytes(UTF_8))) {
      return false;
    }
    writeWhole(file, text.toString());
    return there;
  }

  /**
   * Reads the list of cells, in its order.
   *
   * @throws NoSuchFileException if no sweep was started in this folder
   * @throws IOException if it cannot be read
   */
  void listed(CellSink<Listed> to) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(folder.resolve(LIST), UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(" {2}", 2);
        if (parts.length < 2) {
          throw damagedList(null);
        }
        to.accept(new Listed(parts[0], parts[1]));
      }
    } catch (CharacterCodingException e) {
      throw damagedList(e);
    }
  }

  private IOException damagedList(@Nullable CharacterCodingException cause) {
    return new IOException(
        folder.resolve(LIST) + " is damaged; start the sweep again, which keeps what is done",
        cause);
  }

  /**
   * The line of a cell, without its end; empty if the cell is not done.
   *
   * @throws IOException if it cannot be read
   */
  Optional<String> line(String name) throws IOException {
    try {
      String text = Files.readString(cell(name), UTF_8);
      // Written whole, but disks and copies may fail.
      boolean whole = text.startsWith("{\"cell\":\"" + name + "\",") && text.endsWith("}\n");
      return whole ? Optional.of(text.substring(0, text.length() - 1)) : Optional.empty();
    } catch (NoSuchFileException | CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /**
   * Writes the line of a cell.
   *
   * @param line JSON that begins with the cell's name, without a line end
   * @throws IOException if it cannot be written
   */
  void write(String name, String line) throws IOException {
    writeWhole(cell(name), line + "\n");
  }

  /**
   * Deletes what attempts that were killed left of these cells, all of which are done.
   *
   * @throws IOException if it cannot be deleted
   */
  void deleteUnfinished(Collection<String> done) throws IOException {
    List<Path> unfinished;
    try (Stream<Path> files = Files.list(folder.resolve(CELLS))) {
      unfinished = files.filter(file -> file.toString().endsWith(UNFINISHED)).sorted().toList();
    }
    for (Path file : unfinished) {
      String name = file.getFileName().toString();
      if (done.contains(name.substring(0, name.indexOf('.')))) {
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * Creates a file of its own for the times of this process.
   *
   * @throws IOException if it cannot be written
   */
  Path createTimes(SweepShard shard) throws IOException {
    String shardName = shard.fileName();
    String prefix = shardName == null ? "all-" : shardName + "-";
    return Files.createTempFile(folder.resolve(TIMES), prefix, ".jsonl");
  }

  private Path cell(String name) {
    return folder.resolve(CELLS).resolve(name + LINE);
  }

  private static void writeWhole(Path file, String text) throws IOException {
    Path unfinished =
        file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + UNFINISHED);
    try {
      write(unfinished, text);
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      // Another attempt at this cell was done first, and deleted this file.
      if (!Files.exists(file)) {
        throw e;
      }
    } catch (IOException e) {
      // A disk that is full does not need more files.
      Files.deleteIfExists(unfinished);
      throw e;
    }
  }

  private static void write(Path unfinished, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
