package dev.gossip.cli.control;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.gossip.cli.control.ControlAccess.Refusal;
import dev.gossip.cli.text.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One HTTP request to the control port and its answer. */
final class ControlExchange {
  static final String JSON = "application/json";

  // Matches one entry of the list in the header, with or without parameters.
  private static final Pattern ACCEPTS_JSON =
      Pattern.compile("(?:^|,)\\s*application/json\\s*(?:[,;]|$)", Pattern.CASE_INSENSITIVE);

  private final HttpExchange exchange;
  private final IntConsumer counter;

  /**
   * @param counter is given the status of the answer before the client can read any of it
   */
  ControlExchange(HttpExchange exchange, IntConsumer counter) {
    this.exchange = exchange;
    this.counter = counter;
    answerHeaders().set("Cache-Control", "no-store");
    answerHeaders().set("X-Content-Type-Options", "nosniff");
  }

  // ---- the request ---------------------------------------------------------------------------

  String path() {
    return String.valueOf(exchange.getRequestURI().getPath());
  }

  Headers headers() {
    return exchange.getRequestHeaders();
  }

  boolean is(String method) {
    return exchange.getRequestMethod().equals(method);
  }

  boolean acceptsJson() {
    return headers().getOrDefault("Accept", List.of()).stream()
        .anyMatch(accept -> ACCEPTS_JSON.matcher(accept).find());
  }

  /** Refuses every method that is not listed. HEAD is allowed where GET is. */
  void require(String... methods) throws BadRequest {
    List<String> allowed = List.of(methods);
    if (!allowed.contains(is("HEAD") ? "GET" : exchange.getRequestMethod())) {
      String names = String.join(", ", allowed) + (allowed.contains("GET") ? ", HEAD" : "");
      answerHeaders().set("Allow", names);
      throw new BadRequest(
          405,
          "the method " + exchange.getRequestMethod() + " is not supported here",
          "use " + names);
    }
  }

  /** Parses the query parameters. An unknown one is refused rather than ignored. */
  Map<String, String> parameters(String... known) throws BadRequest {
    Map<String, String> parameters = new TreeMap<>();
    String query = exchange.getRequestURI().getRawQuery();
    for (String part : query == null ? new String[0] : query.split("&", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      if (!List.of(known).contains(name)) {
        throw new BadRequest(
            400,
            "'" + name + "' is not a parameter of this path",
            known.length == 0 ? "remove it" : "use " + String.join(", ", known));
      }
      String value = equals < 0 ? "" : part.substring(equals + 1);
      if (parameters.put(name, decode(name, value)) != null) {
        throw new BadRequest(400, "the parameter '" + name + "' is repeated", "send it once");
      }
    }
    return parameters;
  }

  /** Reads one parameter before the others are validated; null if it is absent or malformed. */
  @Nullable String parameter(String name) {
    try {
      String query = exchange.getRequestURI().getRawQuery();
      String prefix = name + "=";
      for (String part : query == null ? new String[0] : query.split("&", -1)) {
        if (part.startsWith(prefix)) {
          return decode(name, part.substring(prefix.length()));
        }
      }
      return null;
    } catch (BadRequest e) {
      return null;
    }
  }

  /** Decodes strictly: malformed UTF-8 would otherwise be replaced and change the value. */
  private static String decode(String name, String value) throws BadRequest {
    ByteString bytes;
    try {
      // The server decodes each byte of the request line as one character.
      bytes = ByteString.copyFrom(URLDecoder.decode(value, ISO_8859_1), ISO_8859_1);
    } catch (IllegalArgumentException e) {
      throw new BadRequest(400, "the value of '" + name + "' is not URL-encoded", "encode it");
    }
    if (!bytes.isValidUtf8()) {
      throw new BadRequest(400, "the value of '" + name + "' is not UTF-8", "encode it in UTF-8");
    }
    return bytes.toStringUtf8();
  }

  ByteString body(int maxBytes) throws IOException, BadRequest {
    // One byte more than allowed detects a body that is too large, whatever its header says.
    byte[] bytes = exchange.getRequestBody().readNBytes(maxBytes + 1);
    if (bytes.length > maxBytes) {
      throw new BadRequest(
          413, "the body has more than " + maxBytes + " bytes", "send several shorter messages");
    }
    return ByteString.copyFrom(bytes);
  }

  // ---- the answer ----------------------------------------------------------------------------

  Headers answerHeaders() {
    return exchange.getResponseHeaders();
  }

  private void begin(int status, long length) throws IOException {
    counter.accept(status);
    exchange.sendResponseHeaders(status, length);
  }

  void send(int status, JsonObject json) throws IOException {
    send(status, JSON, JsonText.of(json) + "\n");
  }

  void send(int status, String type, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    answerHeaders().set("Content-Type", type);
    if (is("HEAD")) {
      begin(status, -1);
    } else {
      begin(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /** Begins an answer of unknown length. For HEAD, the body is discarded. */
  OutputStream stream(String type) throws IOException {
    answerHeaders().set("Content-Type", type);
    begin(200, is("HEAD") ? -1 : 0);
    return is("HEAD") ? OutputStream.nullOutputStream() : exchange.getResponseBody();
  }

  void sendNothing() throws IOException {
    begin(204, -1);
  }

  void refuse(Refusal refusal) throws IOException {
    if (refusal.status() == 401) {
      answerHeaders().set("WWW-Authenticate", "Bearer");
    }
    JsonObject json = new JsonObject();
    json.addProperty("error", refusal.error());
    json.addProperty("remedy", refusal.remedy());
    send(refusal.status(), json);
  }

  /** Ends the exchange. May be called more than once. */
  void close() {
    exchange.close();
  }
}
