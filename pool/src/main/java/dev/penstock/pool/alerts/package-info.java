/**
 * Alerts: rules about the figures of a pool, tested once a second, and what the pool says if a rule is broken.
 * Applications read these values, write rules and listeners; the pool tests the rules.
 */
@NullMarked
package dev.penstock.pool.alerts;

import org.jspecify.annotations.NullMarked;
