/**
 * The views of the schema {@code penstock} as Java records, and the interface by which Jdbi reads them. Whoever uses
 * {@link dev.penstock.console.stats.Stats} has {@code jdbi3-sqlobject} on the class path; nothing else needs it.
 */
@NullMarked
package dev.penstock.console.stats;

import org.jspecify.annotations.NullMarked;
