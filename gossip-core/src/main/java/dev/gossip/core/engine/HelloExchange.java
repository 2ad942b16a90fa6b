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
final class HelloExchange {

  /** The version of the frames this node speaks. */
  static final int VERSION = 1;

  /** What a node says that checks nothing, whatever its plugin could do. */
  static final String SIGNING_NONE = "signing.none";

  private static final int MAX_SHOWN = 64;

  // As in PluginCatalog. Anything else in place of an id is a stranger's text, and is not shown.
  private static final String ID = "[a-z]+\\.[a-z0-9]+(-[a-z0-9]+)*";
  private static final Pattern PLUGIN = Pattern.compile(ID);
  private static final Pattern RELAY = Pattern.compile("([a-z0-9./-]+=)?" + ID);

  /**
   * In what steps a node says what its clock shows. Rounded, since an exact offset would recognise
   * a node, and messages by the times that their author's clock gave them. A guess.
   */
  private static final long CLOCK_STEP_SECONDS = 10;

  /** What rounding hides: half a step to either side. */
  static final long CLOCK_ERROR_MILLIS = CLOCK_STEP_SECONDS * 1_000 / 2;

  /** The end of the year 9999; what lies beyond says nothing about a clock. */
  private static final long MAX_CLOCK_SECONDS = 253_402_300_799L;

  private final String network;
  private final String signing;
  private final List<Channel> channels;

  /**
   * @param relayStack who owns the control channels, from number 0 on
   */
  HelloExchange(String network, List<String> relayStack, String signing) {
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
   * @param answerMe whether this node waits for the answer that it was heard
   * @param wallMillis this node's clock
   */
  ByteString frame(boolean heardYou, boolean answerMe, long wallMillis) {
    return Frames.hello(
        Hello.newBuilder()
            .setNetwork(network)
            .setVersion(VERSION)
            .addAllChannels(channels)
            .setSigning(signing)
            .setHeardYou(heardYou)
            .setAnswerMe(answerMe)
            .setClockSeconds(clockSeconds(wallMillis))
            .build());
  }

  private static long clockSeconds(long wallMillis) {
    long seconds = Math.max(0, wallMillis / 1_000);
    return seconds - seconds % CLOCK_STEP_SECONDS;
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

  /**
   * How far the other's clock is ahead of this node's, give or take {@link #CLOCK_ERROR_MILLIS};
   * negative if behind, 0 if the other does not say.
   */
  static long clockAheadMillis(Hello theirs, long wallMillis) {
    long seconds = theirs.getClockSeconds();
    return seconds <= 0 || seconds > MAX_CLOCK_SECONDS
        ? 0
        : seconds * 1_000 + CLOCK_ERROR_MILLIS - wallMillis;
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
