package dev.gossip.cli.control;

import dev.gossip.core.config.ConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;

/**
 * The origin of a web page, as browsers write it in the {@code Origin} header.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6454#section-6.2">RFC 6454, section 6.2</a>
 */
record WebOrigin(String text) {
  private static final Map<String, Integer> IMPLIED_PORTS = Map.of("http", 80, "https", 443);

  /**
   * Parses an origin that a user wrote.
   *
   * @throws ConfigurationException if it is not exactly one origin
   */
  static WebOrigin parse(String text) {
    try {
      URI uri = new URI(text.toLowerCase(Locale.ROOT));
      String bare = uri.getScheme() + "://" + uri.getRawAuthority();
      boolean isOrigin = uri.getHost() != null && uri.getRawUserInfo() == null;
      if (isOrigin && uri.toString().equals(bare)) {
        // Browsers leave out the port that the scheme implies.
        boolean implied = uri.getPort() == IMPLIED_PORTS.getOrDefault(uri.getScheme(), -1);
        return new WebOrigin(implied ? uri.getScheme() + "://" + uri.getHost() : bare);
      }
    } catch (URISyntaxException e) {
      // Rejected below.
    }
    throw new ConfigurationException(
        "--control-origin: '"
            + text
            + "' is not a web origin; write a scheme and a host without a path, such as"
            + " http://localhost:3000");
  }
}
