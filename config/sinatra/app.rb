# A Sinatra app as one finds them: it knows nothing of berth.
require 'sinatra/base'

class Shelf < Sinatra::Base
  configure { enable :logging }

  get '/' do
    puts "shelf for #{request.env['HTTP_X_REQUEST_ID']}"
    '<!doctype html><title>Shelf</title><h1>The shelf</h1><p>0 books</p>'
  end

  get('/books/') { redirect '/' }

  get '/events' do
    content_type 'text/event-stream'
    stream do |out|
      out << "data: opened\n\n"
      sleep 1
      out << "data: closed\n\n"
    end
  end
end
