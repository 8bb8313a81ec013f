package dev.syncer.examples.board;

import com.google.inject.Inject;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import java.util.List;

/** Brings the board's controller. It has no models of its own. */
final class BoardRoutes implements ModelModule {
  @Inject
  BoardRoutes() {}

  @Override
  public void define(Models models) {
    // The models come with board-model.
  }

  @Override
  public List<Class<?>> controllers() {
    return List.of(BoardController.class);
  }
}
