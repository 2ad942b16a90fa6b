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

/**
 * Opens a topology file and reads it in its format; {@link Topologies#file} defines the formats.
 */
final class TopologyFile {
  private static final String GZIP = ".gz";

  /** Limit of the uncompressed size, so that a small file cannot fill the memory; a guess. */
  private static final long MAX_UNPACKED_BYTES = 1L << 30;

  /** Limit of a line: two names and further fields; a guess. */
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
      String unpacked = isGzip() ? name.substring(0, name.length() - GZIP.length()) : name;
      switch (unpacked.substring(unpacked.lastIndexOf('.') + 1)) {
        case "gexf", "graphml", "xml" -> readXml();
        case "csv", "tsv" -> readEdgeList(true);
        case "txt", "edges", "edgelist", "el", "mtx" -> readEdgeList(false);
        case "bz2", "xz", "zst", "zip", "7z", "tar", "tgz", "rar" ->
            throw bad("this compressed format is not supported; unpack the file first");
        default -> readByPrefix(unpacked);
      }
    } catch (NoSuchFileException e) {
      throw bad("there is no such file; correct the path");
    } catch (CharacterCodingException e) {
      throw bad("this is not UTF-8 text; save it as such");
    } catch (ZipException | EOFException e) {
      throw bad("the gzip file is damaged (" + e.getMessage() + "); download it again");
    } catch (BoundedInput.TooMuchException e) {
      throw bad("the file has " + e.getMessage() + "; keep only the links");
    } catch (IOException e) {
      throw bad("the file cannot be read; fix this first: " + e);
    }
  }

  /** KONECT names its files {@code out.DATASET}. */
  private void readByPrefix(String unpacked) throws IOException {
    if (!unpacked.startsWith("out.")) {
      throw bad(
          "the file name does not show the format; use the ending .gexf, .graphml or .xml, or .txt,"
              + " .csv, .tsv, .edges, .edgelist, .el or .mtx for an edge list, with .gz after it if"
              + " the file is compressed");
    }
    readEdgeList(false);
  }

  private boolean isGzip() {
    return name.endsWith(GZIP);
  }

  private InputStream open(long maxLineBytes) throws IOException {
    InputStream input = Files.newInputStream(path);
    if (!isGzip()) {
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
    // An explicit decoder: with a charset, the reader would silently replace malformed bytes.
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
