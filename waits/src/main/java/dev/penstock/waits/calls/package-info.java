/**
 * The JDBC calls of claims: the SQL of a call, which is shown only as a digest without literals. Ledgers, records and
 * reports use this package. It uses no other package of the library.
 */
@NullMarked
package dev.penstock.waits.calls;

import org.jspecify.annotations.NullMarked;
