package dev.gossip.cli.sweep;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.gossip.cli.text.TerminalStyle;
import dev.gossip.core.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The lines of a sweep in the order of its plan, each once. They stay in their files: only the
 * names of the cells are in memory, of which a plan has at most {@link SweepPlan#MAX_CELLS}.
 */
final class MergedCells {
  /** How many of the missing cells are named. */
  static final int NAMED = 10;

  private final SweepFolder folder;
  private final Set<String> done = new HashSet<>();
  private final List<SweepFolder.Listed> missing = new ArrayList<>();
  private int missingCount;
  private boolean isRead;

  MergedCells(SweepFolder folder) {
    this.folder = folder;
  }

  /**
   * A cell that is done.
   *
   * @param listed its name and command
   * @param line its line, without the end
   */
  record Cell(SweepFolder.Listed listed, String line) {
    /**
     * The line as JSON.
     *
     * @throws IOException if it is not JSON
     */
    JsonObject result() throws IOException {
      return parsed(line);
    }
  }

  /**
   * Reads the cells of the folder's latest plan that are done. When it is called again, those that
   * were done the first time.
   *
   * @throws ConfigurationException if there is no sweep in the folder
   * @throws IOException if it cannot be read, or some that were done are there no more
   */
  void cells(CellSink<Cell> to) throws IOException {
    boolean isFirst = !isRead;
    isRead = true;
    Set<String> names = new HashSet<>();
    try {
      folder.listed(
          cell -> {
            boolean isWanted = isFirst || done.contains(cell.name());
            if (isWanted && names.add(cell.name())) {
              read(cell, isFirst, to);
            }
          });
      if (!names.containsAll(done)) {
        throw changed();
      }
    } catch (NoSuchFileException e) {
      throw new ConfigurationException(
          folder.path()
              + ": there is no sweep in this folder; name the one of 'gossip sweep PLAN --out DIR'",
          e);
    }
  }

  private void read(SweepFolder.Listed cell, boolean isFirst, CellSink<Cell> to)
      throws IOException {
    Optional<String> line = folder.line(cell.name());
    if (line.isPresent()) {
      done.add(cell.name());
      to.accept(new Cell(cell, line.get()));
    } else if (isFirst) {
      missingCount++;
      if (missing.size() < NAMED) {
        missing.add(cell);
      }
    } else {
      throw changed();
    }
  }

  private IOException changed() {
    return new IOException(
        folder.path()
            + ": cells that were there are gone, since the folder changed while it was read; run the"
            + " command again");
  }

  /** The lines of the cells; see {@link #cells}. */
  void lines(CellSink<String> to) throws IOException {
    cells(cell -> to.accept(cell.line()));
  }

  /**
   * The lines as JSON; see {@link #cells}.
   *
   * @throws ConfigurationException if there is no sweep in the folder
   * @throws IOException if it cannot be read, or a line is not JSON
   */
  void results(CellSink<JsonObject> to) throws IOException {
    cells(cell -> to.accept(cell.result()));
  }

  private static JsonObject parsed(String line) throws IOException {
    try {
      JsonObject cell = JsonParser.parseString(line).getAsJsonObject();
      CellTable.requireCell(cell);
      return cell;
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException(
          "the line of a cell is damaged: "
              + TerminalStyle.sanitize(line.substring(0, Math.min(line.length(), 40)))
              + "...; delete its file and run the sweep again",
          e);
    }
  }

  /** How many cells had no line when they were read. */
  int missingCount() {
    return missingCount;
  }

  /** How many cells the plan has, of those that were read. */
  int count() {
    return done.size() + missingCount;
  }

  /** The first cells that had no line when they were read, at most {@link #NAMED}. */
  List<SweepFolder.Listed> firstMissing() {
    return Collections.unmodifiableList(missing);
  }
}
