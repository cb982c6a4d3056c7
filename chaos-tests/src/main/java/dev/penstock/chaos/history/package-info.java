/** What a run recorded: operations, failures, holders of sessions, and acknowledged commits. */
@NullMarked
package dev.penstock.chaos.history;

import org.jspecify.annotations.NullMarked;
