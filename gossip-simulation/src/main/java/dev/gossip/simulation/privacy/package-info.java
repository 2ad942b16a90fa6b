/**
 * Spies who note what neighbours show them, guesses of theirs at where messages began, and how
 * often those are right.
 */
@NullMarked
package dev.gossip.simulation.privacy;

import org.jspecify.annotations.NullMarked;
