package dev.gossip.simulation;

import dev.gossip.simulation.attack.AttackKind;
import org.jspecify.annotations.Nullable;

/**
 * What honest nodes did about the attackers of a network, and about each other. What hostile nodes
 * think of their peers is not counted.
 *
 * @param kind what the attackers do
 * @param share the share of the nodes that attack
 * @param discouragedHonest how many pairs of honest nodes there are of which one has discouraged
 *     the other; an attacker of a kind that is {@linkplain AttackKind#isHonest honest} counts as an
 *     honest node
 * @param discouragedHostile how many hostile nodes were discouraged by every honest node that they
 *     have offended, of those that have offended any
 * @param firstOffenceToLastDiscouragedMillis the longest time from the first offence against an
 *     honest node until that node discouraged the offender; null if there was no offence, or some
 *     honest node has not discouraged a node that offended it
 */
public record AttackReport(
    AttackKind kind,
    double share,
    int discouragedHonest,
    int discouragedHostile,
    @Nullable Long firstOffenceToLastDiscouragedMillis) {}
