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
 * Who may use the control port: whoever knows its token. Without a token, whoever is on this
 * machine, but not the pages that a browser on this machine shows.
 */
final class ControlAccess {
  private static final int MIN_TOKEN_LENGTH = 16;
  // What can stand in a header; RFC 6750 allows a little less.
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");
  private static final String SCHEME = "bearer ";
  // Someone who typed the address, or who follows a link in an answer.
  private static final Set<String> OWN_SITE = Set.of("none", "same-origin");

  private final @Nullable String token;

  /**
   * @throws ConfigurationException if anybody beyond this machine could come in without a token
   */
  ControlAccess(PeerAddress address, InetAddress resolved, @Nullable String token) {
    this.token = token;
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

  /** Why a request is refused; null if it is not. */
  @Nullable Refusal check(Headers headers) {
    return token == null ? checkLocal(headers) : checkToken(headers, token);
  }

  private static @Nullable Refusal checkToken(Headers headers, String token) {
    String given = headers.getFirst("Authorization");
    boolean good =
        given != null
            && given.toLowerCase(Locale.ROOT).startsWith(SCHEME)
            && MessageDigest.isEqual(
                given.substring(SCHEME.length()).strip().getBytes(UTF_8), token.getBytes(UTF_8));
    return good
        ? null
        : new Refusal(
            401, "the token is missing or wrong", "send the header 'Authorization: Bearer TOKEN'");
  }

  /**
   * A page from elsewhere sends its origin along with a POST. With a plain GET, as for an image, it
   * sends none, but the browser says that another site asks. A page whose name was made to point
   * here sends that name.
   */
  private static @Nullable Refusal checkLocal(Headers headers) {
    if (headers.containsKey("Origin")
        || !OWN_SITE.containsAll(headers.getOrDefault("Sec-Fetch-Site", List.of()))) {
      return new Refusal(403, "web pages may not use this port", "set a token and send it");
    }
    List<String> hosts = headers.getOrDefault("Host", List.of());
    if (hosts.size() != 1 || !isLoopback(hosts.get(0))) {
      return new Refusal(
          403,
          "the header Host names another machine",
          "use 127.0.0.1, [::1] or localhost, or set a token");
    }
    return null;
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
