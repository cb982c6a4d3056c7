/**
 * Foreign text, made safe to show: the words of servers, drivers, name servers, files and hooks. Every module of
 * Penstock calls this package before such a text reaches a log, an exception, a view or JMX. Applications do not call
 * it.
 */
@NullMarked
package dev.penstock.waits.text;

import org.jspecify.annotations.NullMarked;
