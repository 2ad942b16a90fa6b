package dev.gossip.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.cli.simulate.CellSimulation;
import dev.gossip.cli.testing.BadInput;
import dev.gossip.cli.testing.CliRun;
import dev.gossip.simulation.sweep.SweepCell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests which cells a plan has, and how a wrong plan is refused. */
class SweepPlanTest {
  @TempDir private Path folder = Path.of("");

  private Path plan(String text) throws IOException {
    return Files.writeString(folder.resolve("plan.conf"), text);
  }

  private List<String> cells(String text) throws IOException {
    return new SweepPlanReader(plan(text), CellSimulation.optionNames())
        .read().cells("1").stream()
            .map(SweepCell::options)
            .map(options -> String.join(" ", options))
            .toList();
  }

  @Test
  void productCombinesAllValuesAndTheSeedChangesFastest() throws IOException {
    assertThat(
            cells(
                """
                sweep {
                  base { nodes = 20 }
                  product { relay = [flooding, diffusion], loss = [0, 0.10] }
                  seeds = [1, 2]
                }
                """))
        .containsExactly(
            "--loss 0 --nodes 20 --relay flooding --seed 1",
            "--loss 0 --nodes 20 --relay flooding --seed 2",
            "--loss 0 --nodes 20 --relay diffusion --seed 1",
            "--loss 0 --nodes 20 --relay diffusion --seed 2",
            "--loss 0.1 --nodes 20 --relay flooding --seed 1",
            "--loss 0.1 --nodes 20 --relay flooding --seed 2",
            "--loss 0.1 --nodes 20 --relay diffusion --seed 1",
            "--loss 0.1 --nodes 20 --relay diffusion --seed 2");
  }

  @Test
  void baseMayBeTheTextOfANetworkPlan() throws IOException {
    String rest = "\n product { loss = [0, 0.1] }\n seeds = [1] }";

    assertThat(
            cells(
                "sweep { base = \"nodes=20 down=0.10 latency=constant:5ms gossip.lifetime=1m\""
                    + rest))
        .isEqualTo(
            cells(
                "sweep { base { nodes = 20, down = 0.10, latency = \"constant:5ms\","
                    + " gossip.lifetime = 1m }"
                    + rest))
        .first()
        .asString()
        .startsWith("--down 0.1 --latency constant:5ms --loss 0 --nodes 20 ");
  }

  @Test
  void zipTakesListsTogether() throws IOException {
    assertThat(
            cells(
                """
                sweep {
                  zip { nodes = [20, 40], messages = [1, 2] }
                  product { loss = [0, 1e-1] }
                  seeds = [3]
                }
                """))
        .containsExactly(
            "--loss 0 --messages 1 --nodes 20 --seed 3",
            "--loss 0.1 --messages 1 --nodes 20 --seed 3",
            "--loss 0 --messages 2 --nodes 40 --seed 3",
            "--loss 0.1 --messages 2 --nodes 40 --seed 3");
  }

  @Test
  void settingsAreKeysWithDotsOrInGroups() throws IOException {
    String last = "--set gossip.lifetime=1m --set gossip.relay.repair.over=a,b --seed 3";

    for (String base :
        List.of(
            "set { gossip.lifetime = 1m, gossip.relay.repair.over = [a, b] }",
            "\"gossip.lifetime\" = 1m, gossip { relay.repair { over = [a, b] } }",
            "set { \"gossip.lifetime\" = 1m }, gossip.relay.repair.over = \"a,b\"")) {
      assertThat(cells("sweep { base { " + base + " }, seeds = 3 }"))
          .as(base)
          .containsExactly(last);
    }
  }

  @ParameterizedTest
  @MethodSource
  void seedsAreNumbersAndRanges(String seeds, List<Long> expected) throws IOException {
    assertThat(
            new SweepPlanReader(
                    plan("sweep { seeds = " + seeds + " }"), CellSimulation.optionNames())
                .read()
                .seeds())
        .isEqualTo(expected);
  }

  static Stream<Arguments> seedsAreNumbersAndRanges() {
    return Stream.of(
        Arguments.of("7", List.of(7L)),
        Arguments.of("[3, 1]", List.of(3L, 1L)),
        Arguments.of("1..3", List.of(1L, 2L, 3L)),
        Arguments.of("[\"-1..1\", 9]", List.of(-1L, 0L, 1L, 9L)),
        Arguments.of(
            "[9223372036854775807, -9223372036854775808]",
            List.of(Long.MAX_VALUE, Long.MIN_VALUE)));
  }

  @ParameterizedTest
  @MethodSource
  void wrongPlanIsRefusedWithItsLineAndARemedy(String plan, List<String> fragments)
      throws IOException {
    Path file = plan(plan);
    CliRun outcome = CliRun.of("sweep", file.toString(), "--out", folder.resolve("d").toString());

    BadInput.assertRejected(outcome, fragments);
    assertThat(String.join(" ", outcome.err())).contains("plan.conf");
    assertThat(folder.resolve("d")).doesNotExist();
  }

  static Stream<Arguments> wrongPlanIsRefusedWithItsLineAndARemedy() {
    return Stream.of(
        wrong(
            "sweep {\n base { gossip.network = \"a\\nb\" }",
            "plan.conf: 2: ",
            "gossip.network has a value of several lines; write it on one line"),
        wrong("sweep {\n base { nodez = 5 }", "conf: 2: 'nodez'", "did you mean 'nodes'?"),
        wrong("sweep {\n base { seed = 5 }", "conf: 2:", "seeds = [1, 2, 3]"),
        wrong("sweep {\n base { compare = \"a,b\" }", "conf: 2:", "relay = [flooding"),
        wrong("sweep {\n base { config = x }", "conf: 2:", "under set { }"),
        wrong("sweep {\n base { loss = [0, 1] }", "conf: 2:", "move the list to product or zip"),
        wrong("sweep {\n base = 5", "conf: 2:", "base { name = value }"),
        wrong("sweep {\n base = \"loss 5\"", "conf: 2:", "'loss' has no name", "NAME=VALUE"),
        wrong("sweep {\n base = \"loss=0 loss=1\"", "conf: 2: loss is set twice"),
        wrong("sweep {\n base = \"nodez=5\"", "conf: 2: 'nodez'", "did you mean 'nodes'?"),
        wrong("sweep {\n base = \"nodes=5 seed=1\"", "conf: 2:", "seeds = [1, 2, 3]"),
        wrong("sweep {\n bass = 5", "conf: 2: sweep.bass", "base, product, zip, seeds"),
        wrong("sweep {\n product {\n loss = 0 }", "conf: 3:", "loss = [...]"),
        wrong("sweep {\n product {\n loss = [] }", "conf: 3:", "name one value"),
        wrong("sweep {\n product {\n loss = [0, 0.0] }", "conf: 3:", "0 twice"),
        wrong("sweep {\n zip {\n loss = [0, 0]\n nodes = [9, 9] }", "0, 9 twice"),
        wrong("sweep {\n zip { loss = [0]\n nodes = [9, 9] }", "conf: 3:", "equal length"),
        wrong("sweep {\n base { loss = 0 }\n product { loss = [0] }", "conf: 3:", "conf: 2"),
        wrong("sweep {\n product { loss = [0,\n 2] }", "conf: 2: --loss: '2'", "--loss 2"),
        wrong("sweep {\n base.set { gossip.lifetime = 2x }", "conf: 2:", "such as 200ms"),
        wrong("sweep {\n base.gossip.lifetme = 2s", "conf: 2:", "'gossip plugins' lists all"),
        wrong("sweep {\n product { relay = [flooding, foo] }", "conf: 2:", "relay.diffusion"),
        wrong("sweep {\n base.gossip.data-dir = x", "conf: 2: gossip.data-dir", "write no files"),
        wrong("sweep {\n base { payload = 70000 }", "conf: 2: --payload", "smaller payload"),
        wrong("sweep {\n base { loss = 1e999999999 }", "conf: 2: loss", "write a shorter one"),
        wrong("sweep {\n base { loss = 1e99999999999 }", "conf: 2: loss", "write a shorter one"),
        wrong("sweep {\n base { nodes = 0." + "1".repeat(500) + " }", "conf: 2: nodes", "shorter"),
        wrong("sweep {\n product { nodes = ${x} }", "conf: 2:", "${x}"),
        Arguments.of("sweep { }", List.of("no seeds", "seeds = [1, 2, 3]")),
        Arguments.of("sweep { seeds = [] }", List.of("name one seed")),
        Arguments.of("sweep { seeds = [1, 1] }", List.of("seed 1 is there twice")),
        Arguments.of("sweep { seeds = x }", List.of("'x'", "1..20")),
        Arguments.of("sweep { seeds = 3..1 }", List.of("3..1", "1..20")),
        Arguments.of("sweep { seeds = 1..999999999999 }", List.of("at most 100000")),
        Arguments.of(
            "sweep { product { nodes = [5, 6] }, seeds = 1..60000 }",
            List.of("at most 100,000", "fewer values or seeds")),
        Arguments.of("sweep { seeds = 1e-999999999 }", List.of("seeds has", "a shorter one")),
        Arguments.of(
            "sweep { seeds = [1..60000, \"100000..160000\"] }",
            List.of("more than 100000 seeds", "several plans")),
        Arguments.of(
            "sweep { base " + "{ a ".repeat(50_000) + "= 1" + " }".repeat(50_000) + " }",
            List.of("nested too deeply", "fewer levels")),
        Arguments.of("sweeep { }", List.of("no sweep { }", "write for example")),
        Arguments.of("sweep {\n base {", List.of("correct this line")));
  }

  private static Arguments wrong(String plan, String... fragments) {
    return Arguments.of(plan + "\n seeds = [1] }", List.of(fragments));
  }
}
