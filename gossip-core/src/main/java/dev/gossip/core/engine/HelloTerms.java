package dev.gossip.core.engine;

import com.google.protobuf.ByteString;
import dev.gossip.core.proto.Channel;
import dev.gossip.core.proto.Hello;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What this node says in its HELLO, and what another must say to be its peer. */
final class HelloTerms {

  /** The version of the frames this node speaks. */
  static final int VERSION = 1;

  /** What a node says that checks nothing, whatever its plugin could do. */
  static final String SIGNING_NONE = "signing.none";

  private static final int MAX_SHOWN = 64;

  // As in PluginCatalog. Anything else in place of an id is a stranger's text, and is not shown.
  private static final String ID = "[a-z]+\\.[a-z0-9]+(-[a-z0-9]+)*";
  private static final Pattern PLUGIN = Pattern.compile(ID);
  private static final Pattern RELAY = Pattern.compile("([a-z0-9./-]+=)?" + ID);

  private final String network;
  private final String signing;
  private final List<Channel> channels;

  /**
   * @param relayStack who owns the control channels, from number 0 on
   */
  HelloTerms(String network, List<String> relayStack, String signing) {
    this.network = network;
    this.signing = signing;
    this.channels =
        IntStream.range(0, relayStack.size())
            .mapToObj(i -> Channel.newBuilder().setNumber(i).setPlugin(relayStack.get(i)).build())
            .toList();
  }

  /** A relay and what it wraps, as HELLO lists them: {@code relay.fluff=relay.diffusion}. */
  static List<String> relayStack(NodePlugins plugins) {
    return Stream.concat(
            Stream.of(plugins.relay().id()),
            plugins.slots().stream().map(slot -> slot.path() + "=" + slot.pluginId()))
        .toList();
  }

  /**
   * @param heardYou whether this node accepted the other's HELLO
   * @param answerMe whether this node waits to be told that it was heard
   */
  ByteString frame(boolean heardYou, boolean answerMe) {
    return Frames.hello(
        Hello.newBuilder()
            .setNetwork(network)
            .setVersion(VERSION)
            .addAllChannels(channels)
            .setSigning(signing)
            .setHeardYou(heardYou)
            .setAnswerMe(answerMe)
            .build());
  }

  /** Why a node that says this cannot be a peer; null if it can. */
  @Nullable Mismatch compare(Hello theirs) {
    if (theirs.getVersion() != VERSION) {
      return new Mismatch(
          "protocol version",
          Integer.toString(VERSION),
          Integer.toUnsignedString(theirs.getVersion()),
          "run the same version of gossip on both");
    }
    if (!theirs.getNetwork().equals(network)) {
      return new Mismatch(
          "network",
          "'" + network + "'",
          "'" + shown(theirs.getNetwork()) + "'",
          "set the same gossip.network on both");
    }
    if (!isSameStack(theirs.getChannelsList())) {
      return new Mismatch(
          "relay",
          stack(channels),
          stack(theirs.getChannelsList()),
          "start both with the same relay");
    }
    return null;
  }

  /** What differs without keeping the nodes apart; null if nothing does. */
  @Nullable String differsInSigning(Hello theirs) {
    return theirs.getSigning().equals(signing)
        ? null
        : "signs with "
            + shownId(PLUGIN, theirs.getSigning(), "'")
            + ", this node with '"
            + signing
            + "'";
  }

  /** Field by field: a newer version may say more about a channel. */
  private boolean isSameStack(List<Channel> theirs) {
    if (theirs.size() != channels.size()) {
      return false;
    }
    for (int i = 0; i < channels.size(); i++) {
      if (theirs.get(i).getNumber() != channels.get(i).getNumber()
          || !theirs.get(i).getPlugin().equals(channels.get(i).getPlugin())) {
        return false;
      }
    }
    return true;
  }

  private static String stack(List<Channel> channels) {
    return channels.stream()
        .limit(8)
        .map(channel -> shownId(RELAY, channel.getPlugin(), ""))
        .collect(Collectors.joining(" over "));
  }

  private static String shownId(Pattern pattern, String text, String quote) {
    return text.length() <= MAX_SHOWN && pattern.matcher(text).matches()
        ? quote + text + quote
        : "an unreadable name";
  }

  /** Text from the wire, fit to be shown: short, one line, no control characters. */
  static String shown(String text) {
    return shown(text, MAX_SHOWN);
  }

  static String shown(String text, int maxChars) {
    String cut = text.length() > maxChars ? text.substring(0, maxChars) + "..." : text;
    // Cntrl alone is ASCII only; a terminal also obeys U+009B, and invisible marks turn text round.
    return cut.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
  }

  /** What keeps two nodes apart, told from either side. */
  record Mismatch(String what, String ours, String theirs, String remedy) {
    String hereFirst() {
      return "its " + what + " is " + theirs + ", this node's is " + ours;
    }

    String thereFirst() {
      return "its " + what + " is " + ours + ", this node's is " + theirs;
    }
  }
}
