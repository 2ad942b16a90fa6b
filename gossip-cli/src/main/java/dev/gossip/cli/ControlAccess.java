package dev.gossip.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import dev.gossip.api.PeerAddress;
import dev.gossip.core.config.ConfigurationException;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the control port: with a token, clients that know it. Without one, everybody on this
 * machine, but of the pages that a browser shows here only those of the port itself and of named
 * origins.
 */
final class ControlAccess {
  private static final int MIN_TOKEN_LENGTH = 16;
  // What can stand in a header; RFC 6750 allows a little less.
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");
  private static final String SCHEME = "bearer ";
  // A user who typed the address, or who follows a link in an answer.
  private static final Set<String> OWN_SITE = Set.of("none", "same-origin");

  private final @Nullable String token;
  private final Set<WebOrigin> origins;

  /**
   * @param origins of web pages that may use the port, beside its own
   * @throws ConfigurationException if clients on other machines could come in without a token
   */
  ControlAccess(
      PeerAddress address, InetAddress resolved, @Nullable String token, Set<WebOrigin> origins) {
    this.token = token;
    this.origins = Set.copyOf(origins);
    if (token == null && !resolved.isLoopbackAddress()) {
      throw new ConfigurationException(
          "--control: "
              + address
              + " can be reached from other machines, so it needs a token; set"
              + " GOSSIP_CONTROL_TOKEN or --control-token-file, or use 127.0.0.1");
    }
    if (token != null && (token.length() < MIN_TOKEN_LENGTH || !TOKEN.matcher(token).matches())) {
      throw new ConfigurationException(
          "--control: a token has at least "
              + MIN_TOKEN_LENGTH
              + " letters, digits or signs and no spaces; make one with 'openssl rand -hex 32'");
    }
  }

  /** The origin of the page that asks, if answers may be shown to it; null if not. */
  @Nullable String shareableOrigin(Headers headers) {
    String origin = headers.getFirst("Origin");
    return origin != null && origins.contains(new WebOrigin(origin)) ? origin : null;
  }

  /**
   * Why a browser may not ask what a page may do; null if it may. It never sends a token with that.
   */
  @Nullable Refusal checkPreflight(Headers headers) {
    return shareableOrigin(headers) == null
        ? refusal(String.valueOf(headers.getFirst("Origin")))
        : token == null ? checkHost(headers) : null;
  }

  /**
   * Why a request is refused; null if it is not.
   *
   * @param tokenInUrl for clients that cannot set a header; null if there is none
   */
  @Nullable Refusal check(Headers headers, @Nullable String tokenInUrl) {
    return token == null ? checkLocal(headers) : checkToken(headers, tokenInUrl, token);
  }

  private static @Nullable Refusal checkToken(
      Headers headers, @Nullable String tokenInUrl, String token) {
    String header = headers.getFirst("Authorization");
    String given = tokenInUrl;
    if (header != null) {
      boolean bearer = header.toLowerCase(Locale.ROOT).startsWith(SCHEME);
      given = bearer ? header.substring(SCHEME.length()).strip() : null;
    }
    // In constant time.
    boolean good =
        given != null && MessageDigest.isEqual(given.getBytes(UTF_8), token.getBytes(UTF_8));
    return good
        ? null
        : new Refusal(
            401,
            "the token is missing or wrong",
            "send the header 'Authorization: Bearer TOKEN'; GET /events also takes ?token=TOKEN");
  }

  /**
   * A page from elsewhere sends its origin along with a POST, with fetch and with EventSource. With
   * a plain GET, as for an image, it sends none, but the browser says that another site asks. A
   * page whose name was made to point here sends that name.
   */
  private @Nullable Refusal checkLocal(Headers headers) {
    Refusal refusal = checkHost(headers);
    if (refusal != null) {
      return refusal;
    }
    String origin = headers.getFirst("Origin");
    if (origin != null) {
      boolean own = origin.equals("http://" + headers.getFirst("Host"));
      return own || shareableOrigin(headers) != null ? null : refusal(origin);
    }
    return OWN_SITE.containsAll(headers.getOrDefault("Sec-Fetch-Site", List.of()))
        ? null
        : new Refusal(
            403,
            "web pages of other origins may not use this port",
            "use fetch or EventSource, and start the node with --control-origin ORIGIN");
  }

  private static Refusal refusal(String origin) {
    // What a page without an origin sends: one from a file, or in a sandbox.
    String named = origin.equals("null") ? "ORIGIN, and serve the page from there" : origin;
    return new Refusal(
        403,
        "web pages of the origin " + origin + " may not use this port",
        "start the node with --control-origin " + named);
  }

  private static @Nullable Refusal checkHost(Headers headers) {
    List<String> hosts = headers.getOrDefault("Host", List.of());
    return hosts.size() == 1 && isLoopback(hosts.get(0))
        ? null
        : new Refusal(
            403,
            "the header Host names another machine",
            "use 127.0.0.1, [::1] or localhost, or set a token");
  }

  private static boolean isLoopback(String host) {
    String name = host.replaceFirst(":\\d*$", "");
    return name.equalsIgnoreCase("localhost")
        || name.equals("[::1]")
        || name.matches("127(\\.\\d{1,3}){3}");
  }

  /** An answer other than what was asked for. */
  record Refusal(int status, String error, String remedy) {}
}
