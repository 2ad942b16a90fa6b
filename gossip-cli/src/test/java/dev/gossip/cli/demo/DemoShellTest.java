package dev.gossip.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.Standing;
import dev.gossip.api.transport.LinkStats;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoShellTest {

  @Test
  void peersCommandShowsLossOnlyIfThereIsAny() {
    assertThat(DemoShell.describeLoss(new LinkStats(400, 0, Optional.empty(), 0))).isEmpty();
    assertThat(DemoShell.describeLoss(new LinkStats(400, 12, Optional.empty(), 0)))
        .isEqualTo(" (lost 12 of 400 datagrams)");
  }

  @Test
  void opinionShowsTheScoreFirstAndEachTermOnALine() {
    assertThat(
            DemoStandings.describe(
                "5000 says of 5010: ",
                Standing.NO_CONTROL,
                List.of(
                    new Explanation("malformed", -36, "6.0 of 10\u001b[2J"),
                    new Explanation("invalid", 0, "suspended"),
                    new Explanation("score", -34.75, "no control below -25"))))
        .containsExactly(
            "5000 says of 5010: no control, score -34.8",
            "  malformed  -36.0  6.0 of 10?[2J",
            "  invalid  0  suspended",
            "  score  -34.8  no control below -25");
  }
}
