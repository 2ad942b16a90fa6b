package dev.gossip.cli;

import dev.gossip.core.config.ConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;

/**
 * Where a web page comes from, as browsers write it in the header {@code Origin}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6454#section-6.2">RFC 6454, section 6.2</a>
 */
record WebOrigin(String text) {
  private static final Map<String, Integer> IMPLIED_PORTS = Map.of("http", 80, "https", 443);

  /**
   * One that a user wrote.
   *
   * @throws ConfigurationException if it is none, or stands for several
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
      // Refused below like the others.
    }
    throw new ConfigurationException(
        "--control-origin: '"
            + text
            + "' is not the origin of web pages; name one, with scheme and host and no path, such as"
            + " http://localhost:3000");
  }
}
