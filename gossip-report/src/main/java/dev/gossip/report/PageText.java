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
 * Puts a page together from its data, its scripts and their style. Data is never part of the
 * markup.
 */
final class PageText {
  private static final String JARS = "/META-INF/resources/webjars/";
  private static final String UPLOT = "uplot/1.6.30";
  private static final String HIERARCHY = "d3-hierarchy/3.1.2";
  private static final String QUADTREE = "d3-quadtree/3.0.1";

  private PageText() {}

  /**
   * The page of runs.
   *
   * @param data an object that is begun; the licences of libraries are added and it is ended
   */
  static String ofRuns(JsonText data) {
    return page(
        data,
        List.of(UPLOT, HIERARCHY, QUADTREE),
        List.of(
            JARS + UPLOT + "/dist/uPlot.iife.min.js",
            JARS + HIERARCHY + "/dist/d3-hierarchy.min.js",
            JARS + QUADTREE + "/dist/d3-quadtree.min.js",
            "common.js",
            "figures.js",
            "raster.js",
            "network.js",
            "charts.js",
            "message.js",
            "page.js"),
        List.of(JARS + UPLOT + "/dist/uPlot.min.css", "page.css"));
  }

  /**
   * The page of a sweep, which needs no library.
   *
   * @param data an object that is begun; it is ended
   */
  static String ofSweep(JsonText data) {
    return page(
        data,
        List.of(),
        List.of("common.js", "figures.js", "plot.js", "sweep.js"),
        List.of("page.css"));
  }

  private static String page(
      JsonText data, List<String> libraries, List<String> scripts, List<String> styles) {
    data.name("licences").beginArray();
    for (String library : libraries) {
      data.beginArray().value(library.replace('/', ' '));
      data.value(resource(JARS + library + "/LICENSE").strip()).endArray();
    }
    data.endArray().endObject();
    StringBuilder script = new StringBuilder();
    scripts.forEach(name -> script.append(resource(name)).append('\n'));
    StringBuilder style = new StringBuilder();
    styles.forEach(name -> style.append(resource(name)));
    // Put together from pieces: the data may contain anything, also the name of a place.
    Map<String, String> places =
        Map.of(
            "POLICY", policy(script.toString(), style.toString()),
            "STYLE", style.toString(),
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
    try (InputStream in = PageText.class.getResourceAsStream(name)) {
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
