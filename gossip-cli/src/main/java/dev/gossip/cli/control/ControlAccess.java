package dev.gossip.cli.control;

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
 * Decides which clients may use the control port. With a token: clients that send it. Without one:
 * every program on this machine, except web pages whose origin is neither the port itself nor
 * allowed by name.
 */
final class ControlAccess {
  private static final int MIN_TOKEN_LENGTH = 16;
  // Printable ASCII, which a header can carry. RFC 6750 allows slightly less.
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");
  private static final Pattern PORT = Pattern.compile(":\\d+$");
  private static final String SCHEME = "bearer ";
  // Sent when a user typed the address or followed a link within the port's own pages.
  private static final Set<String> OWN_SITE = Set.of("none", "same-origin");

  private final @Nullable String token;
  private final Set<WebOrigin> origins;

  /**
   * @param resolved the IP address that the port is bound to
   * @param token that clients have to send; null if none is required
   * @param origins of web pages that may use the port, in addition to its own
   * @throws ConfigurationException if other machines could connect without a token, or if the token
   *     is too weak
   */
  ControlAccess(
      PeerAddress address, InetAddress resolved, @Nullable String token, Set<WebOrigin> origins) {
    this.token = token;
    this.origins = Set.copyOf(origins);
    if (token == null && !resolved.isLoopbackAddress()) {
      throw new ConfigurationException(
          "--control: "
              + address
              + " can be reached from other machines, so a token is required; set"
              + " GOSSIP_CONTROL_TOKEN or --control-token-file, or use 127.0.0.1");
    }
    if (token != null && (token.length() < MIN_TOKEN_LENGTH || !TOKEN.matcher(token).matches())) {
      throw new ConfigurationException(
          "--control: the token must have at least "
              + MIN_TOKEN_LENGTH
              + " printable ASCII characters and no spaces; make one with 'openssl rand -hex 32'");
    }
  }

  /** Returns the origin of the requesting page if it may read answers, else null. */
  @Nullable String shareableOrigin(Headers headers) {
    String origin = headers.getFirst("Origin");
    return origin != null && origins.contains(new WebOrigin(origin)) ? origin : null;
  }

  /**
   * Checks a CORS preflight request, which never carries a token. Returns null if it is allowed.
   */
  @Nullable Refusal checkPreflight(Headers headers) {
    return shareableOrigin(headers) == null
        ? refusal(String.valueOf(headers.getFirst("Origin")))
        : token == null ? checkHost(headers) : null;
  }

  /**
   * Whether probes, and the page that asks for the token, are answered without a check.
   * Orchestrators cannot send a secret with probes, and the answers reveal only that a node is
   * there, and whether it has a peer. Without a token only this machine can connect, and every
   * request is checked for web pages.
   */
  boolean admitsWithoutToken() {
    return token != null;
  }

  /**
   * Checks a request. Returns null if it is allowed.
   *
   * @param tokenInUrl the token of a client that cannot set a header; null if there is none
   */
  @Nullable Refusal check(Headers headers, @Nullable String tokenInUrl) {
    if (token == null) {
      return checkLocal(headers);
    }
    Refusal refusal = checkToken(headers, tokenInUrl, token);
    return refusal == null ? checkOrigin(headers) : refusal;
  }

  private static @Nullable Refusal checkToken(
      Headers headers, @Nullable String tokenInUrl, String token) {
    String header = headers.getFirst("Authorization");
    String given = tokenInUrl;
    if (header != null) {
      boolean bearer = header.toLowerCase(Locale.ROOT).startsWith(SCHEME);
      given = bearer ? header.substring(SCHEME.length()).strip() : null;
    }
    // Compares in constant time.
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
   * Keeps out web pages from elsewhere. They send an {@code Origin} with a POST, fetch or
   * EventSource. For a plain GET, as for an image, they send none, but {@code Sec-Fetch-Site} shows
   * another site. A page whose DNS name was rebound to this machine has that name as {@code Host}.
   */
  private @Nullable Refusal checkLocal(Headers headers) {
    Refusal refusal = checkHost(headers);
    if (refusal != null) {
      return refusal;
    }
    if (headers.containsKey("Origin")) {
      return checkOrigin(headers);
    }
    return OWN_SITE.containsAll(headers.getOrDefault("Sec-Fetch-Site", List.of()))
        ? null
        : new Refusal(
            403,
            "web pages of other origins may not use this port",
            "use fetch or EventSource, and start the node with --control-origin ORIGIN");
  }

  /** Refuses pages of other origins than that of the request's own host, or an allowed one. */
  private @Nullable Refusal checkOrigin(Headers headers) {
    List<String> sent = headers.getOrDefault("Origin", List.of());
    if (sent.isEmpty()) {
      return null;
    }
    String origin = sent.get(0);
    String host = headers.getFirst("Host");
    boolean own = origin.equals("http://" + host) || isOwnBehindTls(origin, host);
    return sent.size() == 1 && (own || shareableOrigin(headers) != null) ? null : refusal(origin);
  }

  /**
   * A proxy in front of the port may add TLS. Without a port in both, they are 443 and 80, so that
   * the page may be that of another program on this machine; it needs the token then.
   */
  private boolean isOwnBehindTls(String origin, @Nullable String host) {
    return origin.equals("https://" + host)
        && (token != null || (host != null && PORT.matcher(host).find()));
  }

  private static Refusal refusal(String origin) {
    // Browsers send "null" for a page from a file or in a sandbox.
    String allowed = origin.equals("null") ? "ORIGIN, and serve the page from there" : origin;
    return new Refusal(
        403,
        "web pages of the origin " + origin + " may not use this port",
        "start the node with --control-origin " + allowed);
  }

  private static @Nullable Refusal checkHost(Headers headers) {
    List<String> hosts = headers.getOrDefault("Host", List.of());
    return hosts.size() == 1 && isLoopback(hosts.get(0))
        ? null
        : new Refusal(
            403,
            "the Host header names another machine",
            "use 127.0.0.1, [::1] or localhost, or set a token");
  }

  private static boolean isLoopback(String host) {
    String name = host.replaceFirst(":\\d*$", "");
    return name.equalsIgnoreCase("localhost")
        || name.equals("[::1]")
        || name.matches("127(\\.\\d{1,3}){3}");
  }

  /** An error answer: the HTTP status, what is wrong, and what to do about it. */
  record Refusal(int status, String error, String remedy) {}
}
