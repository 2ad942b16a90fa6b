package dev.gossip.cli.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gossip.cli.testing.BadInput;
import dev.gossip.cli.testing.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests what {@code gossip lint-scores} derives, and which contradictions it finds. */
@Timeout(60)
class LintScoresTest {
  private static final String BOTH = "gossip.spam.use = \"reputation, rate-limit\"\n";

  @TempDir private Path folder = Path.of("");

  private CliRun lint(String config, String... options) throws IOException {
    Path file = folder.resolve("gossip.conf");
    Files.writeString(file, config);
    List<String> args = new ArrayList<>(List.of("lint-scores", file.toString(), "--seeds", "0"));
    args.addAll(List.of(options));
    return CliRun.of(args);
  }

  @Test
  void settingsAreDerivedFromTheRate() throws IOException {
    CliRun run = lint(BOTH);

    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out())
        .as("%s", run)
        .contains(
            "# for 10 messages of 300 bytes a second, 8 peers, 5 % lost",
            "    author-messages-per-second = 2",
            "    author-burst-messages = 20",
            "    signature-checks-per-second = 2000",
            "    payload-bytes-per-second = 67108864",
            "  # reputation.delivery-quota = 33",
            "no settings contradict each other");
  }

  @Test
  void oneMessageASecondIsOneMessage() throws IOException {
    assertThat(lint(BOTH, "--rate", "1").out().get(0))
        .isEqualTo("# for 1 message of 300 bytes a second, 8 peers, 5 % lost");
  }

  @Test
  void derivedSettingsAreAConfigurationWithoutConflicts() throws IOException {
    List<String> block = lint(BOTH, "--rate", "900", "--bytes", "60000", "--loss", "0").out();
    String derived = String.join("\n", block.subList(0, block.indexOf("}") + 1));

    CliRun run = lint(derived, "--rate", "900", "--bytes", "60000", "--loss", "0", "--json");

    assertThat(run.exitCode()).as("%s", run).isZero();
    JsonObject json = JsonParser.parseString(run.out().get(0)).getAsJsonObject();
    assertThat(json.keySet()).containsExactly("derived", "conflicts", "simulated");
    assertThat(json.get("derived"))
        .hasToString(
            "{\"authorMessagesPerSecond\":180,\"authorBurstMessages\":1800,"
                + "\"signatureChecksPerSecond\":3600,\"payloadBytesPerSecond\":216360000,"
                + "\"deliveryQuota\":3375.0}");
    assertThat(json.getAsJsonArray("conflicts")).isEmpty();
    assertThat(json.getAsJsonArray("simulated")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("conflicts")
  void conflictNamesBothSettingsAndARemedy(String config, List<String> parts) throws IOException {
    CliRun run = lint(config);

    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.err()).isEmpty();
    assertThat(run.out().stream().filter(line -> line.startsWith("conflict: ")))
        .as("%s", run)
        .singleElement()
        .asString()
        .contains(parts)
        .contains("; ");
  }

  static Stream<Arguments> conflicts() {
    String rateLimit = BOTH + "gossip.spam.rate-limit.";
    String reputation = BOTH + "gossip.spam.reputation.";
    return Stream.of(
        conflict(
            "budgets first",
            "gossip.spam.use = \"rate-limit, reputation\"",
            "gossip.spam.use = spam.rate-limit, spam.reputation and spam.reputation",
            "name reputation first"),
        conflict(
            "fewer checks than messages",
            rateLimit
                + "signature-checks-per-second = 9\n"
                + "gossip.spam.rate-limit.author-messages-per-second = 2",
            "signature-checks-per-second = 9 and --rate 10",
            "set it to 2000"),
        conflict(
            "fewer bytes than messages",
            rateLimit + "payload-bytes-per-second = 3999",
            "payload-bytes-per-second = 3999 and --rate 10 --bytes 300",
            "set it to 67108864"),
        conflict(
            "authors above peers",
            rateLimit + "author-messages-per-second = 2001",
            "author-messages-per-second = 2001 and",
            "signature-checks-per-second = 2000",
            "set it to 2"),
        conflict(
            "short ban",
            reputation + "ban = 119s",
            "gossip.spam.reputation.ban = 119 s and gossip.spam.reputation.half-life = 1 min",
            "twice as long"),
        conflict(
            "high quota",
            reputation + "delivery-quota = 34",
            "delivery-quota = 34 and --rate 10 --peers 8 --loss 0.05",
            "only 33.8 first copies a minute"),
        conflict(
            "dry run of one of two",
            "gossip.spam.use = \"reputation, strict, rate-limit\"\n"
                + "gossip.spam.reputation.dry-run = true",
            "gossip.spam.reputation.dry-run = true and spam.strict in gossip.spam.use",
            "remove one of them"));
  }

  private static Arguments conflict(String what, String config, String... parts) {
    return argumentSet(what, config, List.of(parts));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void invalidInputIsRejectedWithARemedy(String config, String option, List<String> parts)
      throws IOException {
    CliRun run = option.isEmpty() ? lint(config) : lint(config, option.split(" ", -1));

    BadInput.assertRejected(run, parts);
  }

  static Stream<Arguments> invalid() {
    return Stream.of(
        argumentSet(
            "no score",
            "gossip.spam.use = rate-limit",
            "",
            List.of("gossip.spam.use is spam.rate-limit, which bans nobody", "reputation")),
        argumentSet(
            "limit that is never reached",
            BOTH + "gossip.spam.reputation.unsolicited-limit = 5000",
            "",
            List.of("unsolicited-limit", "is never reached", "half-life")),
        argumentSet(
            "unknown setting",
            BOTH + "gossip.spam.reputation.bans = 1",
            "",
            List.of("gossip.conf", "gossip.spam.reputation.bans")),
        argumentSet("rate", BOTH, "--rate fast", List.of("--rate", "'fast'", "from 0.1")),
        argumentSet("peers", BOTH, "--peers 3", List.of("--peers", "'3'", "from 4 to 30")),
        argumentSet("loss", BOTH, "--loss 2", List.of("--loss", "'2'", "from 0.0 to 0.5")),
        argumentSet("bytes", BOTH, "--bytes -1", List.of("--bytes", "'-1'", "from 0")));
  }

  @Test
  void missingFileIsRejected() {
    BadInput.assertRejected(
        CliRun.of("lint-scores", folder.resolve("none.conf").toString()), List.of("none.conf"));
  }
}
