package dev.gossip.simulation.validation;

/**
 * Exact results for epidemics on complete graphs. The number of nodes that have the message is a
 * Markov chain, and the results are recursions over it. Nothing is simulated, and unlike the limits
 * in the literature the results hold for networks of any size.
 */
final class EpidemicTheory {
  private EpidemicTheory() {}

  /** A mean and a standard deviation. */
  record Moments(double mean, double deviation) {

    /** The moments of a distribution, given by the weight of each value, above a bound only. */
    static Moments above(double bound, double[] weights) {
      double all = 0;
      double sum = 0;
      double squares = 0;
      for (int value = (int) bound + 1; value < weights.length; value++) {
        all += weights[value];
        sum += weights[value] * value;
        squares += weights[value] * value * value;
      }
      double mean = sum / all;
      return new Moments(mean, Math.sqrt(squares / all - mean * mean));
    }
  }

  // ---- infect and die ------------------------------------------------------------------------

  /** The positive root of z = 1 - exp(-kz): the share that is reached in the limit of large n. */
  static double limit(double fanOut) {
    double share = 1;
    for (int step = 0; step < 1_000; step++) {
      share = 1 - Math.exp(-fanOut * share);
    }
    return share;
  }

  /**
   * The distribution of the number of nodes reached when each node with the message sends it once
   * to a number of distinct others. The order does not matter, so the nodes send one after the
   * other.
   */
  static double[] infectAndDie(int nodes, int fanOut, double loss) {
    double[] end = new double[nodes + 1];
    double[] reached = new double[nodes + 1];
    reached[1] = 1;
    for (int sent = 1; sent <= nodes; sent++) {
      double[] next = new double[nodes + 1];
      for (int have = sent; have <= nodes; have++) {
        addSender(nodes, have, fanOut, 1 - loss, reached[have], next);
      }
      end[sent] = next[sent];
      next[sent] = 0;
      reached = next;
    }
    return end;
  }

  /** One more node sends the message; adds the weighted results to the next distribution. */
  private static void addSender(
      int nodes, int have, int fanOut, double arrives, double weight, double[] next) {
    // Weights by the number of arrived copies and of those to new nodes. The receivers are
    // distinct:
    // they are drawn from the other nodes without replacement.
    double[][] weights = new double[fanOut + 1][fanOut + 1];
    weights[0][0] = weight;
    for (int copy = 0; copy < fanOut; copy++) {
      double[][] after = new double[fanOut + 1][fanOut + 1];
      for (int arrived = 0; arrived <= copy; arrived++) {
        for (int added = 0; added <= arrived; added++) {
          double isNew = (double) (nodes - have - added) / (nodes - 1 - arrived);
          double here = weights[arrived][added];
          after[arrived][added] += here * (1 - arrives);
          after[arrived + 1][added] += here * arrives * (1 - isNew);
          after[arrived + 1][added + 1] += here * arrives * isNew;
        }
      }
      weights = after;
    }
    for (double[] ofArrived : weights) {
      for (int added = 0; added <= Math.min(fanOut, nodes - have); added++) {
        next[have + added] += ofArrived[added];
      }
    }
  }

  // ---- synchronous rounds --------------------------------------------------------------------

  /**
   * Rounds until all nodes have the message if in each round every node with it sends it to one.
   */
  static Moments pushRounds(int nodes) {
    return rounds(nodes, false);
  }

  /** Rounds until all nodes have the message if every node calls one other and both exchange it. */
  static Moments pushPullRounds(int nodes) {
    return rounds(nodes, true);
  }

  private static Moments rounds(int nodes, boolean pull) {
    double[] mean = new double[nodes + 1];
    double[] square = new double[nodes + 1];
    for (int know = nodes - 1; know >= 1; know--) {
      double[] fresh = pull ? pulled(nodes, know) : none(nodes - know);
      for (int caller = 0; caller < know; caller++) {
        fresh = pushed(nodes, fresh);
      }
      double laterMean = 0;
      double laterSquare = 0;
      for (int added = 1; added <= nodes - know; added++) {
        laterMean += fresh[added] * mean[know + added];
        laterSquare += fresh[added] * square[know + added];
      }
      // T = 1 + T', where T' is T again if nobody was added.
      mean[know] = (1 + laterMean) / (1 - fresh[0]);
      double anyMean = laterMean + fresh[0] * mean[know];
      square[know] = (1 + 2 * anyMean + laterSquare) / (1 - fresh[0]);
    }
    return new Moments(mean[1], Math.sqrt(square[1] - mean[1] * mean[1]));
  }

  private static double[] none(int unaware) {
    double[] fresh = new double[unaware + 1];
    fresh[0] = 1;
    return fresh;
  }

  /** How many of the unaware nodes call one that has the message: a binomial distribution. */
  private static double[] pulled(int nodes, int know) {
    double hit = (double) know / (nodes - 1);
    double[] fresh = none(nodes - know);
    for (int caller = 0; caller < nodes - know; caller++) {
      for (int added = caller + 1; added >= 0; added--) {
        double one = added == 0 ? 0 : fresh[added - 1] * hit;
        fresh[added] = fresh[added] * (1 - hit) + one;
      }
    }
    return fresh;
  }

  /** One node with the message calls another, which may be new. */
  private static double[] pushed(int nodes, double[] fresh) {
    int unaware = fresh.length - 1;
    double[] after = new double[fresh.length];
    for (int added = 0; added <= unaware; added++) {
      double isNew = (double) (unaware - added) / (nodes - 1);
      after[added] += fresh[added] * (1 - isNew);
      if (added < unaware) {
        after[added + 1] += fresh[added] * isNew;
      }
    }
    return after;
  }
}
