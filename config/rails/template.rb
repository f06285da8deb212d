# What `rails new . --template template.rb` adds to a new app: a table with its pages, an old address, a stream.
generate :scaffold, 'book', 'title'
route "get '/shelf/', to: redirect('/books')"
route "get '/events', to: 'events#index'"
file 'app/controllers/events_controller.rb', <<~RUBY
  class EventsController < ApplicationController
    include ActionController::Live

    def index
      response.headers['Content-Type'] = 'text/event-stream'
      response.headers['Last-Modified'] = Time.now.httpdate
      response.stream.write "data: opened\\n\\n"
      sleep 1
      response.stream.write "data: closed\\n\\n"
    ensure
      response.stream.close
    end
  end
RUBY
