require_relative 'app'
run Shelf
