package dev.gossip.cli.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of the dashboard: a page without data, which asks the control port for what it shows.
 */
final class DashboardFiles {
  /** The only sources that the page may use; a browser refuses all others, and inline code. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"
          + " data:";

  private static final String FOLDER = "dashboard/";
  private static final String PAGE = "index.html";
  private static final Map<String, String> TYPES =
      Map.of("html", "text/html", "css", "text/css", "js", "text/javascript");
  // The only names that are looked up: a path never reaches the file system.
  private static final Map<String, String> FILES =
      Map.of(
          "/", PAGE,
          "/dashboard/style.css", "style.css",
          "/dashboard/main.js", "main.js",
          "/dashboard/api.js", "api.js",
          "/dashboard/model.js", "model.js",
          "/dashboard/graph.js", "graph.js",
          "/dashboard/layout.js", "layout.js",
          "/dashboard/panels.js", "panels.js",
          "/dashboard/text.js", "text.js");

  private DashboardFiles() {}

  /** Whether a path is one of the files. */
  static boolean has(String path) {
    return FILES.containsKey(path);
  }

  /**
   * Answers with a file.
   *
   * @param path one that {@link #has} accepts
   */
  static void answer(ControlExchange exchange, String path) throws IOException, BadRequest {
    exchange.require("GET");
    exchange.parameters();
    String name = FILES.getOrDefault(path, PAGE);
    Headers headers = exchange.answerHeaders();
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    String type = TYPES.getOrDefault(name.substring(name.indexOf('.') + 1), "text/plain");
    exchange.send(200, type + "; charset=utf-8", read(name));
  }

  private static String read(String name) throws IOException {
    try (@Nullable InputStream in = DashboardFiles.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IOException("the file " + name + " of the dashboard is missing");
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
