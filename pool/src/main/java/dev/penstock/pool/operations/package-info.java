/**
 * What an application sees of its own claims: the claim of a connection, and the failure of a claim whose operation was
 * cancelled. Part of the API.
 */
@NullMarked
package dev.penstock.pool.operations;

import org.jspecify.annotations.NullMarked;
