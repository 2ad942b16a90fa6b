package dev.gossip.discovery.dns;

import dev.gossip.api.PeerAddress;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import javax.naming.CommunicationException;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.ServiceUnavailableException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/**
 * Asks the name servers that the system is configured with, by the DNS provider of the JDK's JNDI.
 * It does not append search domains. An answer that is cut off is asked for again by TCP.
 */
final class JndiLookup implements ServiceLookup {
  /** How many records of one service are used; a guess. */
  static final int MAX_TARGETS = 64;

  private static final String SRV = "SRV";

  private final String servers;

  JndiLookup() {
    this("dns:");
  }

  /**
   * @param servers the name servers as a URL; {@code dns:} for those of the system
   */
  JndiLookup(String servers) {
    this.servers = servers;
  }

  @Override
  public Found lookUp(String service) {
    try {
      List<PeerAddress> targets = targetsOf(service);
      return new Found(targets, targets.isEmpty() ? "it has no usable SRV record" : "");
    } catch (NameNotFoundException e) {
      return new Found(List.of(), "no such name");
    } catch (CommunicationException | ServiceUnavailableException e) {
      return new Found(List.of(), "the name servers do not answer");
    } catch (NamingException | RuntimeException e) {
      // Also what the provider throws for answers that it cannot read: they must not stop a node.
      return new Found(List.of(), "the look-up failed with a " + e.getClass().getSimpleName());
    }
  }

  // JNDI takes a Hashtable only. The DNS provider reads records as text, and deserializes nothing.
  @SuppressWarnings({"BanJNDI", "JdkObsolete"})
  private List<PeerAddress> targetsOf(String service) throws NamingException {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
    environment.put("java.naming.provider.url", servers);
    // Milliseconds of the first attempt, doubled by each of the others; a guess.
    environment.put("com.sun.jndi.dns.timeout.initial", "1000");
    environment.put("com.sun.jndi.dns.timeout.retries", "3");
    DirContext context = new InitialDirContext(environment);
    try {
      Attribute records = context.getAttributes(service, new String[] {SRV}).get(SRV);
      List<PeerAddress> targets = new ArrayList<>();
      for (int i = 0; records != null && i < records.size() && targets.size() < MAX_TARGETS; i++) {
        target(String.valueOf(records.get(i))).ifPresent(targets::add);
      }
      return targets;
    } finally {
      context.close();
    }
  }

  /**
   * Reads a record: {@code priority weight port target}. The target "." means that the service is
   * not offered, as RFC 2782 says.
   */
  static Optional<PeerAddress> target(String record) {
    String[] parts = record.strip().split("\\s+", -1);
    if (parts.length != 4 || parts[3].equals(".") || !parts[2].matches("\\d{1,5}")) {
      return Optional.empty();
    }
    int port = Integer.parseInt(parts[2]);
    try {
      return port == 0 ? Optional.empty() : Optional.of(new PeerAddress(parts[3], port));
    } catch (IllegalArgumentException e) {
      // The zone has what is not a host name.
      return Optional.empty();
    }
  }
}
