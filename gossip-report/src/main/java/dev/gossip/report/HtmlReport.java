package dev.gossip.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A page of HTML about one run or several, in one file that needs no other file, no program and no
 * network. It shows the spread of messages, curves, tables and the command that makes the run
 * again. What nodes and applications name is data of the page and never part of its markup.
 */
public final class HtmlReport {
  private static final String JARS = "/META-INF/resources/webjars/";
  private static final List<String> LIBRARIES =
      List.of("uplot/1.6.30", "d3-hierarchy/3.1.2", "d3-quadtree/3.0.1");
  private static final List<String> SCRIPTS =
      List.of(
          JARS + "uplot/1.6.30/dist/uPlot.iife.min.js",
          JARS + "d3-hierarchy/3.1.2/dist/d3-hierarchy.min.js",
          JARS + "d3-quadtree/3.0.1/dist/d3-quadtree.min.js",
          "common.js",
          "figures.js",
          "network.js",
          "charts.js",
          "message.js",
          "page.js");

  private HtmlReport() {}

  /**
   * The page as text, to be written as UTF-8.
   *
   * @param title its heading
   * @param runs the runs that it shows side by side; at least one
   * @throws IllegalArgumentException if there is no run
   */
  public static String of(String title, List<ReportRun> runs) {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("a report needs a run");
    }
    JsonText data = new JsonText().beginObject().name("title").value(title);
    data.name("runs").beginArray();
    runs.forEach(run -> run.writeTo(data));
    data.endArray().name("licences").beginArray();
    for (String library : LIBRARIES) {
      data.beginArray().value(library.replace('/', ' '));
      data.value(resource(JARS + library + "/LICENSE").strip()).endArray();
    }
    data.endArray().endObject();
    StringBuilder script = new StringBuilder();
    SCRIPTS.forEach(name -> script.append(resource(name)).append('\n'));
    String style = resource(JARS + "uplot/1.6.30/dist/uPlot.min.css") + resource("page.css");
    // Put together from pieces: the data may contain anything, also the name of a place.
    Map<String, String> places =
        Map.of(
            "POLICY", policy(script.toString(), style),
            "STYLE", style,
            "DATA", data.toString(),
            "SCRIPT", script.toString());
    StringBuilder html = new StringBuilder();
    for (String piece : resource("page.html").split("@", -1)) {
      html.append(places.getOrDefault(piece, piece));
    }
    return html.toString();
  }

  /** Nothing but this script and this style is run, and nothing is loaded. */
  private static String policy(String script, String style) {
    return "default-src 'none'; script-src '"
        + hash(script)
        + "'; style-src '"
        + hash(style)
        + "'; base-uri 'none'; form-action 'none'";
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every platform has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            name + " is not on the class path; add the dependencies of gossip-report");
      }
      // As the hash of a script is that of its text in the page, where a line ends in \n.
      return new String(in.readAllBytes(), UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + name, e);
    }
  }
}
