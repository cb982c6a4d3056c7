/**
 * The console over HTTP: the records of pools as JSON, CSV and text. It only reads, listens to this machine alone
 * unless it has a token, and bounds the time, the memory and the threads of all requests together.
 */
@NullMarked
package dev.penstock.console.http;

import org.jspecify.annotations.NullMarked;
