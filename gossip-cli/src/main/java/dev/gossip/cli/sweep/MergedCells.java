package dev.gossip.cli.sweep;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.gossip.core.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lines of a sweep in the order of its plan, each once.
 *
 * @param lines of the cells that are done
 * @param done the cells of the lines
 * @param missing the cells that are not
 */
record MergedCells(
    List<String> lines, List<SweepFolder.Listed> done, List<SweepFolder.Listed> missing) {

  /**
   * Reads the cells of the folder's latest plan.
   *
   * @throws ConfigurationException if there is no sweep in the folder
   * @throws IOException if it cannot be read
   */
  static MergedCells read(SweepFolder folder) throws IOException {
    List<String> lines = new ArrayList<>();
    List<SweepFolder.Listed> done = new ArrayList<>();
    List<SweepFolder.Listed> missing = new ArrayList<>();
    List<SweepFolder.Listed> all;
    try {
      all = folder.listed();
    } catch (NoSuchFileException e) {
      throw new ConfigurationException(
          folder.path()
              + ": there is no sweep in this folder; name the one of 'gossip sweep PLAN --out DIR'",
          e);
    }
    for (SweepFolder.Listed cell : all) {
      Optional<String> line = folder.line(cell.name());
      line.ifPresent(lines::add);
      (line.isPresent() ? done : missing).add(cell);
    }
    return new MergedCells(lines, done, missing);
  }

  /**
   * The lines as JSON.
   *
   * @throws IOException if a line is not JSON
   */
  List<JsonObject> results() throws IOException {
    List<JsonObject> results = new ArrayList<>();
    for (String line : lines) {
      try {
        results.add(JsonParser.parseString(line).getAsJsonObject());
      } catch (JsonParseException | IllegalStateException e) {
        throw new IOException(
            "the line of a cell is damaged: "
                + line.substring(0, Math.min(line.length(), 40))
                + "...; delete its file and run the sweep again",
            e);
      }
    }
    return results;
  }
}
