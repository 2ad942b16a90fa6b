package dev.gossip.cli.simulate;

import static dev.gossip.cli.simulate.SimulationResults.allResults;
import static dev.gossip.cli.simulate.SimulationResults.json;
import static dev.gossip.cli.simulate.SimulationResults.results;
import static dev.gossip.cli.simulate.SimulationResults.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.gossip.cli.testing.CliRun;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests simulations of networks in which some nodes attack the others. */
@Timeout(300)
class AttackedNetworksTest {
  private static final String[] ATTACKED = {
    "--nodes", "20", "--messages", "10", "--seed", "5", "--attack", "20%:garbage-flooder"
  };

  @Test
  void resultsSayWhichNodesHonestOnesDiscouraged() {
    List<JsonObject> runs =
        allResults(with(ATTACKED, "--spam", "rate-limit", "--compare", "flooding,diffusion"));

    assertThat(runs)
        .hasSize(2)
        .allSatisfy(
            run -> {
              assertThat(run.get("attack"))
                  .hasToString(
                      "{\"kind\":\"garbage-flooder\",\"share\":0.2,\"discouragedHonest\":0,"
                          + "\"discouragedHostile\":0,"
                          + "\"firstOffenceToLastDiscouragedMillis\":null}");
              assertThat(run.get("coverage").getAsDouble()).isEqualTo(1);
              assertThat(run.getAsJsonObject("setup").get("publishers").getAsInt()).isEqualTo(16);
            });
    assertThat(runs.get(0).get("traceHash"))
        .isEqualTo(results(with(ATTACKED, "--spam", "rate-limit")).get("traceHash"));
  }

  @Test
  void networkWithoutSpamControlIsNoticed() {
    CliRun run = CliRun.simulate(with(ATTACKED, "--json"));

    assertThat(run.exitCode()).as("%s", run).isZero();
    String notice =
        "spam.none discourages nobody; choose others, as in --spam reputation,rate-limit";
    assertThat(run.err()).containsExactly("gossip: " + notice);
    assertThat(json(run.out().get(0)).getAsJsonArray("notices"))
        .hasSize(1)
        .first()
        .satisfies(text -> assertThat(text.getAsString()).isEqualTo(notice));
  }

  @Test
  void tableNamesTheAttackersAndTheirKind() {
    CliRun run = CliRun.simulate(with(ATTACKED, "--spam", "rate-limit", "--down", "0.1"));

    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out())
        .as("%s", run)
        .anyMatch(line -> line.startsWith("4 attackers: garbage-flooder, which sends"))
        .anyMatch(line -> line.matches("attackers discouraged +0"));
  }
}
