package dev.syncer.core.view.wrong;

import dev.syncer.core.work.CommitTracking;

/** What a view must not know: that somebody writes. */
public record WrongView(CommitTracking tracking) {}
