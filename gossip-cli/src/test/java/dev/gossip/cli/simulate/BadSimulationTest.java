package dev.gossip.cli.simulate;

import static dev.gossip.cli.testing.BadInput.assertRejected;
import static dev.gossip.cli.testing.BadInput.bad;

import dev.gossip.cli.testing.CliRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Invalid options of {@code gossip simulate} are reported with a remedy, before anything runs. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class BadSimulationTest {

  @ParameterizedTest
  @MethodSource({"badNetworks", "badFaults", "badMessagesAndSpies", "badPluginsAndSettings"})
  void badSimulationIsRejectedWithARemedy(List<String> args, List<String> fragments) {
    assertRejected(CliRun.of(args), fragments);
  }

  static Stream<Arguments> badNetworks() {
    return Stream.of(
        badSimulation("--nodes many", "--nodes", "'many'", "a whole number from 2 to 1000000"),
        badSimulation("--nodes 1", "--nodes", "'1'", "a whole number from 2 to 1000000"),
        badSimulation("--nodes 5", "--topology random-regular:8, --nodes 5", "use more nodes"),
        badSimulation("--topology moon", "--topology", "'moon'", "six, line, ring"),
        badSimulation("--topology ring:3", "--topology", "'ring:3'", "six, line, ring"),
        badSimulation("--topology six --nodes 7", "--topology six", "6 nodes, not 7"),
        badSimulation("--topology grid --nodes 7", "--topology grid, --nodes 7", "not 7"),
        badSimulation("--topology erdos-renyi:2", "--topology", "from 0 to 1, not 2.0"),
        badSimulation("--topology file:no-such.txt", "--topology", "no-such.txt", "no such file"),
        badSimulation("--discovery --topology ring", "--discovery and --topology", "remove one"),
        badSimulation("--discovery --spies supernode:2", "--spies supernode:2", "a share"),
        badSimulation("--start-window 5s", "--start-window 5s", "--discovery"),
        badSimulation("--discovery --start-window x", "--start-window", "'x'", "200ms"),
        badSimulation("--latency slow", "--latency", "'slow'", "uniform:10ms-100ms"),
        badSimulation("--latency uniform:5ms-1ms", "--latency", "write the smaller value first"),
        badSimulation("--seed x", "--seed", "'x'", "a whole number of at most 64 bits"),
        badSimulation("--seed 99999999999999999999", "--seed", "a whole number of at most 64"),
        badSimulation("--for 0s", "--for", "'0s'", "a duration above zero, such as"),
        badSimulation("--bandwidth fast", "--bandwidth", "'fast'", "125kB"),
        badSimulation("--bandwidth 1MB:0", "--bandwidth", "'0'", "125kB"),
        badSimulation("--interface-mtu 67", "--interface-mtu", "'67'", "from 68 to 65535"),
        badSimulation("--mtu 70000", "--mtu", "'70000'", "from 1 to 65507"));
  }

  static Stream<Arguments> badFaults() {
    return Stream.of(
        badSimulation("--loss 2", "--loss", "'2'", "a number from 0.0 to 1.0"),
        badSimulation("--loss NaN", "--loss", "'NaN'", "a number from 0.0 to 1.0"),
        badSimulation("--duplicate -0.1", "--duplicate", "'-0.1'", "a number from 0.0 to 1.0"),
        badSimulation("--reorder some", "--reorder", "'some'", "a number from 0.0 to 1.0"),
        badSimulation("--down 120%", "--down", "'120'", "from 0.0 to 100.0", "%"),
        badSimulation("--down x%", "--down", "'x'", "from 0.0 to 100.0"),
        badSimulation("--duplicate 20", "--duplicate", "'20'", "a percentage such as 20%"),
        badSimulation("--down 0.95", "--down 0.95", "none of 6 nodes", "a smaller share"),
        badSimulation("--partition 0.5", "--partition", "SHARE:FROM-TO", "0.5:5s-20s"),
        badSimulation("--partition 0.5:9s-5s", "--partition", "the earlier time first"),
        badSimulation("--partition 0.01:1s-5s", "--partition", "none of 6", "larger share"),
        badSimulation("--churn 0.5:5s", "--churn", "SHARE:UP:DOWN", "0.2:60s:5s"),
        badSimulation("--churn 1:5s:5s", "--churn", "all of 6", "smaller share"),
        badSimulation("--churn 0.5:soon:5s", "--churn", "'soon'", "200ms"),
        badSimulation("--churn 0.2:1ns:1ns", "--churn", "1ns", "1ms or more"),
        badSimulation("--churn 0.2:5s:999us", "--churn", "999us", "1ms or more"),
        badSimulation("--churn 0.5:5s:5s --down 0.5", "--down and --churn", "smaller shares"),
        badSimulation("--clock-drift much", "--clock-drift", "'much'", "a whole number"),
        badSimulation("--clock-offset late", "--clock-offset", "'late'", "200ms"));
  }

  static Stream<Arguments> badMessagesAndSpies() {
    return Stream.of(
        badSimulation("--interval soon", "--interval", "'soon'", "200ms", "or 0 for all at once"),
        badSimulation("--interval -1ms", "--interval", "'-1ms'", "a duration above zero"),
        badSimulation("--messages 0", "--messages", "'0'", "a whole number from 1 to 1000000"),
        badSimulation("--payload -1", "--payload", "'-1'", "a whole number from 0"),
        badSimulation("--payload 65537", "--payload", "65537", "gossip.max-payload-bytes", "65536"),
        badSimulation("--payload 11 --set gossip.max-payload-bytes=10", "--payload", "11", "10"),
        badSimulation("--publishers 0", "--publishers", "'0'", "or random"),
        badSimulation("--spies many", "--spies", "'many'", "supernode:5"),
        badSimulation("--spies 0.01", "--spies 0.01", "none of 6 nodes", "a larger share"),
        badSimulation("--spies 0.5 --down 0.5", "--spies 0.5", "a smaller share"),
        badSimulation("--spies supernode:0", "--spies supernode:", "'0'", "from 1 to 100"),
        badSimulation("--estimator last-spy", "--estimator", "'last-spy'", "first-spy or"),
        badSimulation("--estimator first-spy", "--estimator", "no spies", "--spies 0.2"),
        badSimulation("--stop now", "--stop", "'now'", "quiet or first-report"),
        badSimulation("--stop first-report", "--stop first-report", "--spies supernode:1"),
        badSimulation(
            "--spies 0.2 --estimator reporting-centrality --stop first-report",
            "--stop first-report",
            "the estimator first-spy"),
        badSimulation("--latency matrix:moon", "--latency", "'moon'", "aws, bitcoin or"),
        badSimulation("--latency topology", "--topology six", "no latency", "file:PATH"),
        badSimulation("--attack 0.2", "--attack", "'0.2'", "SHARE:KIND", "0.2:spammer"),
        badSimulation("--attack 0.2:nice", "--attack", "'nice'", "garbage-flooder"),
        badSimulation("--attack some:garbage-flooder", "--attack", "'some'", "such as 20%"),
        badSimulation("--attack 0.01:garbage-flooder", "none of 6 nodes", "a larger share"),
        badSimulation("--attack 0.5:garbage-flooder --down 0.5", "--attack, --down", "smaller"),
        badSimulation(
            "--attack 0.2:garbage-flooder",
            "--attack 0.2:garbage-flooder, --topology six, --nodes 6",
            "fewer than 3 honest peers",
            "more links"),
        badSimulation("--publishers 5 --down 0.3", "--publishers", "'5'", "from 1 to 4"));
  }

  static Stream<Arguments> badPluginsAndSettings() {
    return Stream.of(
        badSimulation("--relay telepathy", "--relay", "'relay.telepathy'", "relay.flooding"),
        badSimulation("--signing wax", "--signing", "'signing.wax'", "signing.none"),
        badSimulation("--compare flooding,telepathy", "--compare", "'relay.telepathy'"),
        badSimulation("--compare flooding,flooding", "names 'flooding' twice", "each relay once"),
        badSimulation("--compare flooding,relay.flooding", "names 'relay.flooding' twice"),
        badSimulation("--set gossip.listen=127.0.0.1:1", "--set: gossip.listen", "no socket"),
        badSimulation("--set gossip.seeds=127.0.0.1:1", "--set: gossip.seeds", "remove it"),
        badSimulation("--discovery dns", "--discovery: simulated", "discovery.dns; use bootstrap"),
        badSimulation("--discovery bootstrap,file", "no files for discovery.file", "bootstrap"),
        badSimulation(
            "--discovery --membership configured",
            "--membership: membership.configured dials no node",
            "use outbound"),
        badSimulation("--set gossip.peers=127.0.0.1:1", "--set: gossip.peers", "--topology"),
        badSimulation("--set gossip.data-dir=x", "--set: gossip.data-dir", "write no files"),
        badSimulation("--set gossip.signing.ed25519.key=x", "ed25519.key: all nodes would sign"),
        badSimulation(
            "--set gossip.transport.udp.verify-threads=1", "verify-threads", "no threads"),
        badSimulation("--compare flooding,,b", "--compare", "empty name", "flooding,diffusion"),
        badSimulation("--compare flooding --relay flooding", "--compare and --relay", "add the"),
        badSimulation("--html .", "--html: . cannot be written", "it is a folder"),
        badSimulation("--trace x --html x", "--trace and --html", "the same file, x", "two files"),
        badSimulation("--trace x --html ./x", "--trace and --html", "same file, x", "two files"),
        badSimulation("--trace no-such-folder/x", "--trace", "no-such-folder/x", "existing folder"),
        badSimulation("--set x", "--set x", "KEY=VALUE"),
        badSimulation("--colour", "'--colour'", "'gossip simulate --help'"),
        badSimulation("fast", "'fast'", "'gossip simulate --help'"));
  }

  private static Arguments badSimulation(String options, String... fragments) {
    return bad(options, "simulate " + options, fragments);
  }
}
