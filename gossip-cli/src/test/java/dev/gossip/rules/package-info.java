/** Rules that all modules keep: dependencies, sizes, words, wrappers and drop reasons. */
@NullMarked
package dev.gossip.rules;

import org.jspecify.annotations.NullMarked;
