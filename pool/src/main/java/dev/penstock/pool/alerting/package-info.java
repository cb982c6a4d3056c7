/**
 * The test of the rules of alerts, once a second, and the delivery of alerts to listeners and the log. The pool's root
 * package makes the engine; the rules, alerts and listeners are API, in {@code pool.alerts}.
 */
@NullMarked
package dev.penstock.pool.alerting;

import org.jspecify.annotations.NullMarked;
