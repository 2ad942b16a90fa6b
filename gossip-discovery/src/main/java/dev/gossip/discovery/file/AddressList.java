package dev.gossip.discovery.file;

import dev.gossip.api.PeerAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a file of addresses says.
 *
 * @param addresses host names and literal IP addresses, without repetitions
 * @param badLines what is wrong with the other lines, each with its number; the first few
 * @param badCount how many of them there are
 * @param problem why the file could not be read, empty if it was
 */
record AddressList(
    List<PeerAddress> addresses, List<String> badLines, int badCount, String problem) {
  /** How many addresses are used; a guess, well below the capacity of the address book. */
  static final int MAX_ADDRESSES = 1_000;

  /** At most so many problems of one kind are shown; a guess. */
  static final int MAX_SHOWN = 5;

  private static final List<String> WILDCARDS = List.of("0.0.0.0", "::");
  private static final int MAX_SHOWN_CHARS = 60;

  static AddressList unreadable(String problem) {
    return new AddressList(List.of(), List.of(), 0, problem);
  }

  /** Reads one address a line; what follows a # is a comment. */
  static AddressList parse(String text) {
    Set<PeerAddress> addresses = new LinkedHashSet<>();
    List<String> badLines = new ArrayList<>();
    int badCount = 0;
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      int comment = line.indexOf('#');
      String entry = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (!entry.isEmpty()) {
        String objection = read(entry, addresses);
        if (!objection.isEmpty()) {
          badCount++;
          if (badLines.size() < MAX_SHOWN) {
            badLines.add("line " + number + ": " + objection);
          }
        }
      }
    }
    return new AddressList(List.copyOf(addresses), List.copyOf(badLines), badCount, "");
  }

  /** Adds an address; returns what is wrong with it, or nothing. */
  private static String read(String entry, Set<PeerAddress> addresses) {
    PeerAddress address;
    if (entry.indexOf('@') >= 0) {
      return "'"
          + shorten(entry)
          + "' names an id, which a file of addresses cannot have; write host:port, or make it a"
          + " peer";
    }
    try {
      address = PeerAddress.parse(entry);
    } catch (IllegalArgumentException e) {
      return "'"
          + shorten(entry)
          + "' is not an address; write host:port with a port from 1 to 65535, as in"
          + " 10.0.0.5:7400";
    }
    if (address.port() == 0) {
      return "'" + shorten(entry) + "' needs a port other than 0";
    }
    if (WILDCARDS.contains(address.host())) {
      return "'"
          + shorten(entry)
          + "' is a wildcard, an address to listen at; write the node's own address";
    }
    if (addresses.size() >= MAX_ADDRESSES && !addresses.contains(address)) {
      return "one address too many; " + MAX_ADDRESSES + " are the limit, so remove some";
    }
    addresses.add(address);
    return "";
  }

  /** Whatever the file has, a warning is one line of printable characters. */
  private static String shorten(String text) {
    String printable = text.replaceAll("\\P{Print}", "?");
    return printable.length() <= MAX_SHOWN_CHARS
        ? printable
        : printable.substring(0, MAX_SHOWN_CHARS) + "...";
  }
}
