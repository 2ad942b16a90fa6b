package dev.gossip.discovery.dns;

import dev.gossip.api.PeerAddress;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A name to look up. */
sealed interface DnsName {
  /** How many names one node looks up; a guess. */
  int MAX_NAMES = 16;

  /** The form of RFC 2782; the protocol of all links is UDP. */
  Pattern SERVICE =
      Pattern.compile("_[A-Za-z0-9][A-Za-z0-9-]{0,62}\\._udp(?:\\.[A-Za-z0-9_-]{1,63})+\\.?");

  /**
   * A host name with a port; its A and AAAA records are looked up.
   *
   * @param address the name, or a literal IP address
   */
  record Host(PeerAddress address) implements DnsName {
    @Override
    public String toString() {
      return address.toString();
    }
  }

  /**
   * A service; its SRV records name hosts and ports.
   *
   * @param name such as {@code _gossip._udp.example.org}
   */
  record Service(String name) implements DnsName {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * Reads names that are separated by commas.
   *
   * @throws IllegalArgumentException if one is malformed; the message says which, with the remedy
   */
  static List<DnsName> parseAll(String text) {
    List<DnsName> names =
        Stream.of(text.split(",", -1))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .distinct()
            .map(DnsName::parse)
            .toList();
    if (names.size() > MAX_NAMES) {
      throw new IllegalArgumentException(
          names.size() + " names, and " + MAX_NAMES + " are the limit; name a service instead");
    }
    return names;
  }

  private static DnsName parse(String name) {
    if (name.length() <= 255 && SERVICE.matcher(name).matches()) {
      return new Service(name);
    }
    if (name.startsWith("_")) {
      throw new IllegalArgumentException(
          "'" + name + "' is not the name of a service: write _service._udp.domain");
    }
    PeerAddress address = PeerAddress.parse(name);
    if (address.port() == 0) {
      throw new IllegalArgumentException("'" + name + "' needs a port other than 0");
    }
    return new Host(address);
  }
}
