package dev.gossip.simulation.topology;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Opens a file and has it read as what it is; {@link Topologies#file} says what files are like. */
final class TopologyFile {
  private static final String GZIP = ".gz";

  /** What a packed file may unpack to, so that a small one cannot fill the memory; a guess. */
  private static final long MAX_UNPACKED_BYTES = 1L << 30;

  /** Two names and what may follow them; a guess. */
  private static final long MAX_LINE_BYTES = 1L << 20;

  private final Path path;
  private final String name;
  private final NamedGraph graph;

  private TopologyFile(Path path) {
    this.path = path;
    Path last = path.getFileName();
    this.name = last == null ? "" : last.toString().toLowerCase(Locale.ROOT);
    this.graph = new NamedGraph(path);
  }

  static Topology read(Path path) {
    TopologyFile file = new TopologyFile(path);
    file.read();
    return file.graph.topology();
  }

  private void read() {
    if (Files.isDirectory(path)) {
      throw bad("this is a folder; name a file in it");
    }
    try {
      String unpacked = isPacked() ? name.substring(0, name.length() - GZIP.length()) : name;
      switch (unpacked.substring(unpacked.lastIndexOf('.') + 1)) {
        case "gexf", "graphml", "xml" -> readXml();
        case "csv", "tsv" -> readEdgeList(true);
        case "txt", "edges", "edgelist", "el", "mtx" -> readEdgeList(false);
        case "bz2", "xz", "zst", "zip", "7z", "tar", "tgz", "rar" ->
            throw bad("it is packed; unpack it first");
        default -> readByPrefix(unpacked);
      }
    } catch (NoSuchFileException e) {
      throw bad("there is no such file; correct the path");
    } catch (CharacterCodingException e) {
      throw bad("this is not UTF-8 text; save it as such");
    } catch (ZipException | EOFException e) {
      throw bad("this is not a whole gzip file (" + e.getMessage() + "); fetch it again");
    } catch (BoundedInput.TooMuchException e) {
      throw bad("it holds " + e.getMessage() + "; keep only the links");
    } catch (IOException e) {
      throw bad("cannot be read; correct this first: " + e);
    }
  }

  /** KONECT names its files out.DATASET. */
  private void readByPrefix(String unpacked) throws IOException {
    if (!unpacked.startsWith("out.")) {
      throw bad(
          "the name does not say what this is; let it end in .gexf, .graphml or .xml, or in .txt,"
              + " .csv, .tsv, .edges, .edgelist, .el or .mtx for an edge list, each with .gz behind"
              + " it if it is packed");
    }
    readEdgeList(false);
  }

  private boolean isPacked() {
    return name.endsWith(GZIP);
  }

  private InputStream open(long maxLineBytes) throws IOException {
    InputStream input = Files.newInputStream(path);
    if (!isPacked()) {
      return new BoundedInput(input, Long.MAX_VALUE, maxLineBytes);
    }
    try {
      return new BoundedInput(new GZIPInputStream(input), MAX_UNPACKED_BYTES, maxLineBytes);
    } catch (IOException e) {
      input.close();
      throw e;
    }
  }

  private void readXml() throws IOException {
    try (InputStream input = open(Long.MAX_VALUE)) {
      GraphXml.read(input, graph);
    }
  }

  private void readEdgeList(boolean isTable) throws IOException {
    // A decoder of its own, since a charset's name would have bad bytes replaced.
    try (InputStream input = open(MAX_LINE_BYTES);
        Reader characters = new InputStreamReader(input, StandardCharsets.UTF_8.newDecoder());
        BufferedReader lines = new BufferedReader(characters)) {
      EdgeList.read(lines, isTable, graph);
    }
  }

  private IllegalArgumentException bad(String reason) {
    return graph.bad(NamedGraph.NO_LINE, reason);
  }
}
