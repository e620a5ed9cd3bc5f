def turn_carousel(plates, steps)
  plates.rotate!(-steps)
end
