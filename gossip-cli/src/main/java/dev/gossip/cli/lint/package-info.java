/** The command that derives settings of spam control, and finds those that ban honest peers. */
@NullMarked
package dev.gossip.cli.lint;

import org.jspecify.annotations.NullMarked;
